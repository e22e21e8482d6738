namespace Belfry.Orthanc.Lanes;

/// <summary>
/// The thread that a plugin's code runs on: initialisation, callbacks, finalisation, one at a time. Callers wait without a thread. It
/// is a background thread, so that a plugin that hangs cannot keep the process alive.
/// </summary>
internal sealed class NativeLane
{
    // What a program's main thread has by default, which plugins are used to; .NET's own default is smaller on some systems.
    private const int StackSize = 8 * 1024 * 1024;

    private readonly SemaphoreSlim _free = new(1, 1);
    private readonly SemaphoreSlim _posted = new(0, 1);
    private Job? _job;
    private bool _ended;

    public NativeLane(string name)
    {
        var thread = new Thread(Run, StackSize) { IsBackground = true, Name = name };
        thread.Start();
    }

    /// <summary>
    /// Runs the work on the lane's thread, after all that runs or waits now. Cancellation while waiting means that it never runs;
    /// cancellation while running returns at once and leaves the work running, with the lane busy until it ends.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task RunAsync(Action work, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        var job = new Job(work);
        _job = job;
        _posted.Release();
        await job.Completion.Task.WaitAsync(cancellation);
    }

    /// <summary>Ends the thread after what runs now. Work may not be given any more.</summary>
    public Task EndAsync(CancellationToken cancellation) => RunAsync(() => _ended = true, cancellation);

    private void Run()
    {
        while (!_ended)
        {
            _posted.Wait();
            var job = _job ?? throw new InvalidOperationException("A lane was woken without work.");
            _job = null;
            Exception? failure = null;
            try
            {
                job.Work();
            }
            catch (Exception caught)
            {
                // It belongs to the caller, who awaits it.
                failure = caught;
            }

            _free.Release();
            if (failure is null)
                job.Completion.SetResult();
            else
                job.Completion.SetException(failure);
        }
    }

    private sealed class Job(Action work)
    {
        public Action Work { get; } = work;

        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
