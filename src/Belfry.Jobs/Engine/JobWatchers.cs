using Microsoft.Extensions.Logging;

namespace Belfry.Jobs;

/// <summary>Who is told of changes: observers of all jobs, and those who wait for the end of one. Thread-safe.</summary>
internal sealed partial class JobWatchers(ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<Waiter>> _waiters = [];
    private Action<Job>[] _observers = [];
    private bool _isClosed;

    /// <summary>The jobs that are waited for.</summary>
    public IReadOnlyList<Guid> Awaited
    {
        get
        {
            lock (_lock)
                return [.. _waiters.Keys];
        }
    }

    public IDisposable Observe(Action<Job> onChange)
    {
        lock (_lock)
            _observers = [.. _observers, onChange];
        return new Observation(this, onChange);
    }

    /// <summary>Begins to wait for a job; disposing it ends that.</summary>
    public Waiter WaitFor(Guid id)
    {
        var waiter = new Waiter(this, id);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(JobEngine));
            if (!_waiters.TryGetValue(id, out var waiters))
                _waiters[id] = waiters = [];
            waiters.Add(waiter);
        }

        return waiter;
    }

    /// <summary>Tells of a change.</summary>
    public void Tell(Job job)
    {
        foreach (var observer in Volatile.Read(ref _observers))
        {
            try
            {
                observer(job);
            }
            catch (Exception fault)
            {
                LogObserver(job.Id, fault);
            }
        }

        if (job.IsOver)
            Complete(job.Id, job);
    }

    /// <summary>A job is over, or gone.</summary>
    public void Complete(Guid id, Job? job)
    {
        foreach (var waiter in Take(id))
            waiter.Complete(job);
    }

    /// <summary>Nobody will be told any more.</summary>
    public void Close()
    {
        List<Waiter> waiters;
        lock (_lock)
        {
            _isClosed = true;
            waiters = [.. _waiters.Values.SelectMany(static list => list)];
            _waiters.Clear();
        }

        foreach (var waiter in waiters)
            waiter.Fail(new ObjectDisposedException(nameof(JobEngine)));
    }

    private List<Waiter> Take(Guid id)
    {
        lock (_lock)
            return _waiters.Remove(id, out var waiters) ? waiters : [];
    }

    private void Remove(Waiter waiter)
    {
        lock (_lock)
        {
            if (_waiters.TryGetValue(waiter.Id, out var waiters) && waiters.Remove(waiter) && waiters.Count == 0)
                _waiters.Remove(waiter.Id);
        }
    }

    [LoggerMessage(8000, LogLevel.Error, "An observer of jobs failed at job {Id}")]
    private partial void LogObserver(Guid id, Exception fault);

    /// <summary>One who waits.</summary>
    public sealed class Waiter(JobWatchers owner, Guid id) : IDisposable
    {
        private readonly TaskCompletionSource<Job?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Guid Id => id;

        public Task<Job?> Ended => _ended.Task;

        public void Complete(Job? job) => _ended.TrySetResult(job);

        public void Fail(Exception fault) => _ended.TrySetException(fault);

        public void Dispose() => owner.Remove(this);
    }

    private sealed class Observation(JobWatchers owner, Action<Job> onChange) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._lock)
                owner._observers = [.. owner._observers.Where(observer => observer != onChange)];
        }
    }
}
