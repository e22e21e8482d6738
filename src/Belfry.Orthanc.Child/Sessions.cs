namespace Belfry.Orthanc.Child;

/// <summary>Does what belongs together one after the other, in the order of its coming.</summary>
internal sealed class Sessions
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Task> _last = [];

    /// <summary>Runs the work after all that came before for the session.</summary>
    public async Task RunAsync(int session, Func<Task> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? before;
        lock (_lock)
        {
            before = _last.GetValueOrDefault(session);
            _last[session] = done.Task;
        }

        if (before is not null)
            await before;
        try
        {
            await work();
        }
        finally
        {
            done.SetResult();
            lock (_lock)
            {
                if (_last.GetValueOrDefault(session) == done.Task)
                    _last.Remove(session);
            }
        }
    }
}
