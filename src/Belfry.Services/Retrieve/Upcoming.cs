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
    private Stream? _opened;

    /// <summary>The sub-operation taken last.</summary>
    public Suboperation Current { get; private set; } = Suboperation.Failure(default, RetrieveStatus.UnableToProcess);

    /// <summary>Why <see cref="OpenCurrentAsync"/> gave null; null when there is simply no such instance.</summary>
    public Exception? Fault { get; private set; }

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

    /// <summary>The instance of the current sub-operation, its data set open.</summary>
    public async ValueTask<InstanceSource?> OpenCurrentAsync(CancellationToken cancellation)
    {
        Fault = null;
        try
        {
            var source = Current.Source;
            if (Current.IsStored && store is not null)
                source = await store.FindAsync(Current.SopInstanceUid, cancellation).ConfigureAwait(false);
            if (source is not null)
                _opened = await source.OpenAsync(cancellation).ConfigureAwait(false);
            return source;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            Fault = fault;
            return null;
        }
    }

    /// <summary>Hands over the open data set.</summary>
    public Stream? TakeOpened()
    {
        var opened = _opened;
        _opened = null;
        return opened;
    }

    /// <summary>Waits for a handler that was asked: it must not be left while it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_asked is not null)
            await ((Task)_asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_opened is not null)
            await _opened.DisposeAsync().ConfigureAwait(false);
    }
}
