using System.Collections.Concurrent;
using System.Diagnostics;

namespace Belfry.Archive;

/// <summary>
/// The one thread that writes. It takes all changes that wait, does them in one transaction, makes the log durable once, and lets all callers go
/// on. A change that fails does not harm the others of its group; a disk that refuses fails them all, and nothing of them stays. A caller that finds
/// nobody writing does its change itself, which takes less than two changes of threads: where nothing need be durable, and where its thread may wait
/// for the disk and changes come one by one (docs/decisions/0250). What may be durable a little later shares the sync of the next change, or gets one of its
/// own when none comes (docs/decisions/0286).
/// </summary>
internal sealed class WriterLane : IAsyncDisposable
{
    // Changes that wait. Callers wait for room beyond that.
    private const int Capacity = 1024;
    private const int MaxGroup = 256;
    private const int MaxGroupWeight = 8 * 1024 * 1024;

    // How long a late change waits for another's sync.
    private static readonly TimeSpan _lateness = TimeSpan.FromMilliseconds(20);

    private readonly IndexWriter _writer;
    private readonly LogKeeper _log;
    private readonly ConcurrentQueue<Change> _waiting = new();
    private readonly SemaphoreSlim _room = new(Capacity, Capacity);

    // Set when something was queued. Without spinning: the processors are wanted by those who bring the next changes.
    private readonly ManualResetEventSlim _work = new(initialState: false, spinCount: 0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Change> _group = [];

    // Held by whoever writes.
    private readonly Lock _turn = new();
    private readonly List<Change> _own = [];
    private volatile bool _isClosed;

    // The last group was of several: they share a sync, which a caller that writes for itself alone would keep them from.
    private volatile bool _isShared;

    // Changes wait for a sync, the first of them since then. Written by whoever writes.
    private bool _isLate;
    private long _lateSince;

    // The lane's thread wakes from time to time to look whether they still wait.
    private volatile bool _isWatching;
    private Exception? _broken;

    public WriterLane(IndexWriter writer, LogKeeper log)
    {
        _writer = writer;
        _log = log;
        new Thread(Run) { IsBackground = true, Name = "Belfry index writer" }.Start();
    }

    /// <summary>Why every change is refused from now on; null while they are done.</summary>
    public Exception? Fault => Volatile.Read(ref _broken);

    /// <summary>Has a change done; completes when it is durable. Cancelling ends the wait for room only: what is queued is done.</summary>
    /// <param name="work">The change.</param>
    /// <param name="weight">As <see cref="Change.Weight"/>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="isLate">As <see cref="Change.IsLate"/>.</param>
    /// <exception cref="ObjectDisposedException">The lane is closed.</exception>
    public ValueTask<T> DoAsync<T>(Func<IndexWriter, T> work, int weight, CancellationToken cancellation, bool isLate = false)
    {
        var change = new Change<T>(work) { Weight = weight, IsLate = isLate };
        return TryDoHere(change) ? new ValueTask<T>(change.Done) : WaitAsync(change, cancellation);
    }

    /// <summary>Does what waits, and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        _work.Set();
        await _ended.Task;
        FailLate();
        _work.Dispose();
    }

    private async ValueTask<T> WaitAsync<T>(Change<T> change, CancellationToken cancellation)
    {
        await _room.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _waiting.Enqueue(change);
            _work.Set();
            if (_ended.Task.IsCompleted)
                FailLate();
            return await change.Done;
        }
        finally
        {
            _room.Release();
        }
    }

    private bool TryDoHere(Change change)
    {
        if (_log.IsDurable && !change.IsLate && (_isShared || !DiskCalls.MayWaitHere))
            return false;
        if (!_waiting.IsEmpty || !_turn.TryEnter())
            return false;
        try
        {
            if (_isClosed)
                return false;
            _own.Clear();
            _own.Add(change);
            if (TryDo(_own) is { } failure)
                change.Fail(failure);
            _log.Keep();
            return true;
        }
        finally
        {
            _own.Clear();
            _turn.Exit();
        }
    }

    // What came between the last look of the lane and its end.
    private void FailLate()
    {
        while (_waiting.TryDequeue(out var late))
            late.Fail(new ObjectDisposedException(nameof(WriterLane)));
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                LengthenLog();
                var isCalled = _work.Wait(_isWatching ? _lateness : Timeout.InfiniteTimeSpan);
                _work.Reset();

                // Read before the queue is: what was queued before it closed is done.
                var isLast = _isClosed;
                lock (_turn)
                {
                    DoWaiting();
                    if (!isCalled || isLast || (_isLate && Stopwatch.GetElapsedTime(_lateSince) >= _lateness))
                        SyncLate();
                }

                if (isLast)
                    return;
            }
        }
        finally
        {
            _ended.SetResult();
        }
    }

    // While there is nothing else to do, so that neither the start nor a change waits for more than a piece of it.
    private void LengthenLog()
    {
        var isMissing = true;
        while (isMissing && !_work.IsSet)
        {
            lock (_turn)
                isMissing = _log.Lengthen();
        }
    }

    // Nobody synced for them within the time, or the lane ends.
    private void SyncLate()
    {
        _isWatching = _isLate;
        if (!_isLate || _broken is not null)
            return;
        try
        {
            _log.Flush();
            _isLate = false;
        }
        catch (IOException failure)
        {
            _broken = failure;
        }
    }

    private void DoWaiting()
    {
        while (TryTakeGroup())
        {
            _isShared = _group.Count(static change => !change.IsLate) > 1;
            DoGroup();
            _log.Keep();
        }
    }

    private bool TryTakeGroup()
    {
        _group.Clear();
        var weight = 0;
        while (_group.Count < MaxGroup && weight < MaxGroupWeight && _waiting.TryDequeue(out var change))
        {
            _group.Add(change);
            weight += change.Weight;
        }

        return _group.Count > 0;
    }

    private void DoGroup()
    {
        if (TryDo(_group) is not { } failure)
            return;
        if (_group.Count == 1 || SqliteFailure.IsOfTheDisk(failure))
        {
            FailAll(_group, failure);
            return;
        }

        // One of them is at fault: each by itself.
        foreach (var change in _group)
        {
            if (TryDo([change]) is { } own)
                change.Fail(own);
        }
    }

    private Exception? TryDo(List<Change> group)
    {
        if (_broken is not null)
            return new IOException("The index takes no changes since its log could not be made durable", _broken);
        try
        {
            _writer.Begin();
            foreach (var change in group)
                change.Apply(_writer);
            _writer.Commit();
        }
        catch (Exception failure)
        {
            return RollBack(failure);
        }

        try
        {
            if (group.TrueForAll(static change => change.IsLate))
            {
                LeaveLate();
            }
            else
            {
                _log.Flush();
                _isLate = false;
            }
        }
        catch (IOException failure)
        {
            // What is committed may or may not be on the disk, and a second sync would not tell.
            _broken = failure;
            return failure;
        }

        foreach (var change in group)
            change.Complete();
        return null;
    }

    private void LeaveLate()
    {
        if (!_isLate)
            _lateSince = Stopwatch.GetTimestamp();
        _isLate = true;
        if (!_log.IsDurable || _isWatching)
            return;
        _isWatching = true;
        _work.Set();
    }

    private Exception RollBack(Exception failure)
    {
        try
        {
            _writer.RollBack();
            return failure;
        }
        catch (Exception second) when (SqliteFailure.Is(second))
        {
            _broken = second;
            return failure;
        }
    }

    private static void FailAll(List<Change> group, Exception failure)
    {
        foreach (var change in group)
            change.Fail(failure);
    }
}
