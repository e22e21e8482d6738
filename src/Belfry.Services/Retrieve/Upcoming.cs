using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// The sub-operations of a handler, one ahead: the next may be asked for, and the instance that it names opened, while the current one is
/// performed. Not thread-safe, but what it asks runs beside its caller.
/// </summary>
internal sealed class Upcoming(IAsyncEnumerator<Suboperation> suboperations, IInstanceStore? store) : IAsyncDisposable
{
    private Task<bool>? _asked;
    private bool? _answer;
    private ValueTask<OpenedInstance>? _ahead;

    /// <summary>The sub-operation taken last.</summary>
    public Suboperation Current { get; private set; } = Suboperation.Failure(default, RetrieveStatus.UnableToProcess);

    /// <summary>True when the answer is here.</summary>
    public bool IsAtHand => _answer is not null || _asked is { IsCompleted: true };

    /// <summary>True when the answer is here and there is no other.</summary>
    public bool IsKnownToBeTheEnd => _answer == false;

    /// <summary>Asks for the next, unless that has been done.</summary>
    public void Ask()
    {
        if (_asked is not null || _answer is not null)
            return;
        try
        {
            var asking = suboperations.MoveNextAsync();
            if (asking.IsCompletedSuccessfully)
                _answer = asking.GetAwaiter().GetResult();
            else
                _asked = asking.AsTask();
        }
        catch (Exception fault)
        {
            _asked = Task.FromException<bool>(fault);
        }
    }

    /// <summary>Goes to the one that was asked for.</summary>
    /// <returns>False when there is none.</returns>
    public async ValueTask<bool> TakeAsync(CancellationToken cancellation)
    {
        // A handler that does not heed its token must not keep the peer waiting.
        var hasNext = _answer ?? await (_asked ?? Task.FromResult(false)).WaitAsync(cancellation).ConfigureAwait(false);
        _answer = null;
        _asked = null;
        if (hasNext)
            Current = suboperations.Current;
        return hasNext;
    }

    /// <summary>Opens the instance of the next one, if it is at hand.</summary>
    public void OpenAhead(CancellationToken cancellation)
    {
        if (_answer == true && _ahead is null && suboperations.Current.Work is null)
            _ahead = OpenAsync(suboperations.Current, cancellation);
    }

    /// <summary>The instance of the current one, its data set open; the caller disposes that.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public ValueTask<OpenedInstance> OpenCurrentAsync(CancellationToken cancellation)
    {
        if (_ahead is not { } ahead)
            return OpenAsync(Current, cancellation);
        _ahead = null;
        return ahead;
    }

    /// <summary>Waits for a handler that was asked: it must not be left while it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_asked is not null)
            await ((Task)_asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_ahead is not { } ahead)
            return;
        try
        {
            if ((await ahead.ConfigureAwait(false)).DataSet is { } dataSet)
                await dataSet.DisposeAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was not wanted any more.
            return;
        }
    }

    private async ValueTask<OpenedInstance> OpenAsync(Suboperation suboperation, CancellationToken cancellation)
    {
        try
        {
            var source = suboperation.Source;
            if (suboperation.IsStored && store is not null)
                source = await store.FindAsync(suboperation.SopInstanceUid, cancellation).ConfigureAwait(false);
            return source is null ? default : new OpenedInstance(source, await source.OpenAsync(cancellation).ConfigureAwait(false), null);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return new OpenedInstance(null, null, fault);
        }
    }
}
