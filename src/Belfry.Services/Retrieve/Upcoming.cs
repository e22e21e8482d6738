using System.Runtime.ExceptionServices;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// The sub-operations of a handler, some ahead: while one is performed, the next are asked for on a thread of the pool, and the instances that they
/// name opened, as many as fit into a bounded piece of memory. Behind work of the handler's own nothing is asked for until that is done.
/// One caller takes, beside the asking.
/// </summary>
internal sealed class Upcoming(IAsyncEnumerator<Suboperation> suboperations, IInstanceStore? store, CancellationToken cancellation) : IAsyncDisposable
{
    /// <summary>Most bytes of opened instances ahead. 1 MiB: at usual speeds, some milliseconds of sending.</summary>
    private const long MostBytes = 1024 * 1024;

    /// <summary>Most instances ahead, for those of few bytes.</summary>
    private const int MostInstances = 32;

    private readonly Lock _lock = new();
    private readonly Queue<(Suboperation Suboperation, OpenedInstance Opened)> _ready = [];
    private Task _asking = Task.CompletedTask;
    private TaskCompletionSource? _change;
    private Progress _progress;
    private ExceptionDispatchInfo? _fault;
    private OpenedInstance _opened;
    private long _bytes;
    private bool _isOver;
    private bool _isLeft;
    private bool _hasWork;

    /// <summary>How far the asking is.</summary>
    private enum Progress
    {
        /// <summary>Nobody asks.</summary>
        Idle,

        /// <summary>The handler is at work.</summary>
        Asking,

        /// <summary>The handler waits for something.</summary>
        Waiting,

        /// <summary>There is another one, whose instance is being opened.</summary>
        Opening,
    }

    /// <summary>The sub-operation taken last.</summary>
    public Suboperation Current { get; private set; } = Suboperation.Failure(default, RetrieveStatus.UnableToProcess);

    /// <summary>The asking that is under way, or was last; never faulted.</summary>
    internal Task Asking
    {
        get
        {
            lock (_lock)
                return _asking;
        }
    }

    /// <summary>True when it is known without waiting whether there is another one, and which.</summary>
    public bool IsAtHand
    {
        get
        {
            lock (_lock)
                return _ready.Count > 0 || _isOver;
        }
    }

    /// <summary>True when it is known that there is no other.</summary>
    public bool IsKnownToBeTheEnd
    {
        get
        {
            lock (_lock)
                return _ready.Count == 0 && _isOver && _fault is null;
        }
    }

    /// <summary>Has more asked for, if there is room; what was taken last has been performed.</summary>
    public void Ask()
    {
        lock (_lock)
        {
            _hasWork = false;
            AskIfRoom();
        }
    }

    /// <summary>Goes to the next one.</summary>
    /// <param name="cancellation">A handler that does not heed its own must not keep the peer waiting.</param>
    /// <returns>False when there is none.</returns>
    public async ValueTask<bool> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task change;
            lock (_lock)
            {
                if (_ready.TryDequeue(out var next))
                {
                    (Current, _opened) = next;
                    _bytes -= LengthOf(_opened);
                    AskIfRoom();
                    return true;
                }

                _fault?.Throw();
                if (_isOver)
                    return false;
                change = NextChangeAsync();
            }

            await change.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The instance of the current one, once; the caller disposes its data set.</summary>
    public OpenedInstance TakeOpened()
    {
        var opened = _opened;
        _opened = default;
        return opened;
    }

    /// <summary>Waits until it is known whether there is another one, or the handler waits for something itself.</summary>
    public async ValueTask SettleAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task change;
            lock (_lock)
            {
                if (_ready.Count > 0 || _isOver || _progress != Progress.Asking)
                    return;
                change = NextChangeAsync();
            }

            await change.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a handler that was asked: it must not be left while it runs. Ends on a thread of the pool.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
            _isLeft = true;
        await PoolThread.Enter();
        await _asking.ConfigureAwait(false);
        await CloseAsync(Current, _opened).ConfigureAwait(false);
        foreach (var (suboperation, opened) in _ready)
            await CloseAsync(suboperation, opened).ConfigureAwait(false);
    }

    // What is not in memory may hold whatever else: there is one of it.
    private static long LengthOf(in OpenedInstance opened) => opened.IsInMemory ? opened.DataSet!.Length : opened.DataSet is null ? 0 : MostBytes;

    private static async ValueTask CloseAsync(Suboperation suboperation, OpenedInstance opened)
    {
        if (opened.DataSet is not null)
            await opened.DataSet.DisposeAsync().ConfigureAwait(false);
        if (suboperation.Source is IAsyncDisposable held)
            await held.DisposeAsync().ConfigureAwait(false);
    }

    private Task NextChangeAsync() => (_change ??= new TaskCompletionSource()).Task;

    private void AskIfRoom()
    {
        if (_progress != Progress.Idle || _isOver || _isLeft || _hasWork || _bytes > MostBytes / 2 || _ready.Count > MostInstances / 2)
            return;
        _progress = Progress.Asking;
        _asking = AskAsync();
    }

    /// <summary>Asks until there is no room. Never throws.</summary>
    private async Task AskAsync()
    {
        // The caller may stand on a thread that others wait for.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            do
            {
                var moving = suboperations.MoveNextAsync();
                if (!moving.IsCompleted)
                    Tell(Progress.Waiting);
                if (!await moving.ConfigureAwait(false))
                {
                    End(null);
                    return;
                }

                Tell(Progress.Opening);
            }
            while (Add(suboperations.Current, await OpenAsync(suboperations.Current).ConfigureAwait(false)));
        }
        catch (Exception fault)
        {
            End(ExceptionDispatchInfo.Capture(fault));
        }
    }

    private async ValueTask<OpenedInstance> OpenAsync(Suboperation suboperation)
    {
        if (suboperation.Work is not null)
            return default;
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

    /// <returns>True when there is room for another one.</returns>
    private bool Add(Suboperation suboperation, OpenedInstance opened)
    {
        bool hasRoom;
        TaskCompletionSource? change;
        lock (_lock)
        {
            _ready.Enqueue((suboperation, opened));
            _bytes += LengthOf(opened);
            _hasWork |= suboperation.Work is not null;
            hasRoom = !_hasWork && !_isLeft && _bytes < MostBytes && _ready.Count < MostInstances;
            _progress = hasRoom ? Progress.Asking : Progress.Idle;
            change = TakeChange();
        }

        change?.SetResult();
        return hasRoom;
    }

    private void End(ExceptionDispatchInfo? fault)
    {
        TaskCompletionSource? change;
        lock (_lock)
        {
            _progress = Progress.Idle;
            _isOver = true;
            _fault = fault;
            change = TakeChange();
        }

        change?.SetResult();
    }

    private void Tell(Progress progress)
    {
        TaskCompletionSource? change;
        lock (_lock)
        {
            _progress = progress;
            change = TakeChange();
        }

        change?.SetResult();
    }

    private TaskCompletionSource? TakeChange()
    {
        var change = _change;
        _change = null;
        return change;
    }
}
