namespace Belfry.Archive;

/// <summary>
/// Keeps the log durable and within its length: when half of it is used, another thread moves it into the database while the lane goes on
/// writing; then the lane moves the little that came meanwhile, and the log begins anew. It is never shortened, so a sync overwrites. Readers that are
/// always in the middle of it, each for a moment, keep it from beginning anew: when it has its length, the lane waits for them.
/// </summary>
internal sealed class LogKeeper : IAsyncDisposable
{
    // What a log without a set length may hold before it is moved.
    private const int DefaultLength = 8 * 1024 * 1024;

    // Reads are of portions, which take some milliseconds.
    private static readonly TimeSpan _patienceWithReaders = TimeSpan.FromMilliseconds(200);

    private readonly SqliteDatabase _writer;
    private readonly SqliteDatabase _mover;
    private readonly LogSync? _sync;
    private readonly long _threshold;
    private readonly TimeSpan _lockTimeout;
    private readonly SemaphoreSlim _start = new(0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _used;
    private long _nextWait;
    private volatile bool _isClosed;
    private volatile State _state;

    /// <param name="writer">The lane's connection.</param>
    /// <param name="mover">A connection of its own; belongs to this object.</param>
    /// <param name="sync">Makes the log durable; null for an index that need not be. Belongs to this object.</param>
    /// <param name="length">The length of the log, in bytes; 0 for none set.</param>
    /// <param name="lockTimeout">How long the lane's connection waits for locks.</param>
    public LogKeeper(SqliteDatabase writer, SqliteDatabase mover, LogSync? sync, int length, TimeSpan lockTimeout)
    {
        _writer = writer;
        _mover = mover;
        _sync = sync;
        _lockTimeout = lockTimeout;
        _threshold = (length > 0 ? length : DefaultLength) / 2;
        _nextWait = 2 * _threshold;
        new Thread(Run) { IsBackground = true, Name = "Belfry index log" }.Start();
    }

    private enum State
    {
        Idle,
        Moving,
        Moved,
    }

    /// <summary>True when a change is durable only after <see cref="Flush"/>.</summary>
    public bool IsDurable => _sync is not null;

    /// <summary>Adds a piece to a log that has not yet its length. On the lane.</summary>
    /// <returns>True when more is missing.</returns>
    public bool Lengthen() => _sync?.Lengthen() == true;

    /// <summary>Makes what is committed durable. On the lane.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Flush() => _sync?.Flush();

    /// <summary>Looks after the length, between two groups. On the lane.</summary>
    public void Keep()
    {
        _used += _writer.TakeWrittenLength();
        if (_state == State.Moved)
        {
            Finish();
        }
        else if (_state == State.Idle && _used > _threshold)
        {
            _state = State.Moving;
            _start.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        _start.Release();
        await _ended.Task;
        _mover.Dispose();
        _sync?.Dispose();
    }

    // A reader in the middle of the log keeps it from beginning anew; then the next time, and behind the readers when there is no more room.
    private void Finish()
    {
        _state = State.Idle;
        try
        {
            if (_writer.Checkpoint() || IsMovedBehindReaders())
                (_used, _nextWait) = (0, 2 * _threshold);
        }
        catch (Exception fault) when (SqliteFailure.Is(fault))
        {
            // The log still holds all; what is wrong with the disk or the database is told to those who write and read.
            _used = 0;
        }
    }

    // A reader that stays, such as a backup, is not waited for again until as much has been written once more.
    private bool IsMovedBehindReaders()
    {
        if (_used < _nextWait)
            return false;
        _nextWait = _used + _threshold;
        return _writer.CheckpointBehindReaders(_patienceWithReaders, _lockTimeout);
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                _start.Wait();
                if (_isClosed)
                    return;
                try
                {
                    _mover.Checkpoint();
                }
                catch (Exception fault) when (SqliteFailure.Is(fault))
                {
                    // As above: the lane tries again.
                }

                _state = State.Moved;
            }
        }
        finally
        {
            _ended.SetResult();
        }
    }
}
