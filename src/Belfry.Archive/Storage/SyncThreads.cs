using System.Collections.Concurrent;

namespace Belfry.Archive;

/// <summary>
/// Threads for calls that wait for the disk, which would take the pool's threads from everybody else. A call finds a thread that is free, or
/// makes one up to the limit; several at once let the file system write them in one commit of its journal.
/// </summary>
internal sealed class SyncThreads(int limit) : IDisposable
{
    private readonly BlockingCollection<(Action Work, TaskCompletionSource Done)> _queue = [];
    private readonly Lock _lock = new();
    private int _threads;
    private int _load;

    public Task RunAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool starts;
        lock (_lock)
        {
            starts = ++_load > _threads && _threads < limit;
            if (starts)
                _threads++;
        }

        _queue.Add((work, done));
        if (starts)
            new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "Belfry disk" }.Start();
        return done.Task;
    }

    /// <summary>No more work comes; what waits is still done.</summary>
    public void Dispose() => _queue.CompleteAdding();

    private void Run()
    {
        foreach (var (work, done) in _queue.GetConsumingEnumerable())
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception fault)
            {
                // It belongs to the caller, who awaits it.
                done.SetException(fault);
            }

            lock (_lock)
                _load--;
        }
    }
}
