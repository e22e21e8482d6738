namespace Belfry.Network;

/// <summary>
/// A thread that stays with one association while its peer asks for what handlers do. It waits for the peer in the kernel and performs each
/// operation where it was received, with no change of thread. When an operation takes longer, <see cref="ServingThreads"/> leaves this thread to it and has the
/// loop of the association go on elsewhere: the loop never waits for a handler.
/// </summary>
internal sealed class ServingThread
{
    // After so many milliseconds of silence the association goes to the thread that polls, and this one is free.
    private const int Patience = 1000;

    // After so many receives in turn that called for nothing but prompt services, it does as well where others are served.
    private const int Prompt = 16;

    [ThreadStatic]
    private static ServingThread? _current;

    private readonly ServingThreads _pool;
    private readonly Lock _stay = new();
    private readonly object _called = new();
    private AssociationLoop? _loop;
    private Action? _goOn;
    private bool _waits;
    private volatile Place _place;
    private IThreadPoolWorkItem? _left;
    private IReadyWork? _next;
    private int _began;

    public ServingThread(ServingThreads pool)
    {
        _pool = pool;
        new Thread(Run) { IsBackground = true, Name = "Belfry association" }.UnsafeStart();
    }

    /// <summary>Who performs the operation that was received last.</summary>
    private enum Place
    {
        /// <summary>Nobody, or a prompt service: the loop is here.</summary>
        Loop,

        /// <summary>This thread; the loop waits for it.</summary>
        Here,

        /// <summary>This thread, and the loop has gone on elsewhere.</summary>
        Alone,
    }

    /// <summary>The one that runs this code; null on all other threads.</summary>
    public static ServingThread? Current => _current;

    /// <summary>Serves an association; called once for each time that <see cref="ServingThreads"/> gives it out.</summary>
    /// <param name="loop">Its loop.</param>
    /// <param name="goOn">Where the loop begins, or goes on.</param>
    public void Begin(AssociationLoop loop, Action goOn)
    {
        lock (_called)
        {
            _loop = loop;
            _goOn = goOn;
            Monitor.Pulse(_called);
        }
    }

    /// <summary>True on this thread while it runs this loop, and not an operation whose code happens to come by it.</summary>
    public bool Runs(AssociationLoop loop) => _loop == loop && _place == Place.Loop;

    /// <summary>The loop that runs here waits for its peer, and this thread for it, once the loop has returned.</summary>
    /// <param name="goOn">Goes on when something was received.</param>
    public void Stay(Action goOn)
    {
        _goOn = goOn;
        _waits = true;
    }

    /// <summary>Called on this thread: something to be done when it has done what it is at.</summary>
    /// <returns>False when there is something already.</returns>
    public bool TryLeave(IThreadPoolWorkItem work)
    {
        if (_left is not null)
            return false;
        _left = work;
        return true;
    }

    /// <summary>Has the loop go on elsewhere when the operation here has begun before the time. Called by the watch.</summary>
    public void LeaveAloneIfSlow(int before)
    {
        if (_place != Place.Here || _began - before >= 0)
            return;
        AssociationLoop? loop;
        Action? goOn;
        IReadyWork? next;
        lock (_stay)
        {
            if (_place != Place.Here || _began - before >= 0)
                return;
            _place = Place.Alone;
            (loop, goOn, next) = (_loop, _goOn, _next);
            _next = null;
        }

        next?.Start(isThreadFree: false);
        loop!.ReceiveElsewhere(goOn!);
    }

    private void Run()
    {
        _current = this;
        var own = ExecutionContext.Capture();
        do
        {
            while (WaitForCall())
            {
                _goOn!();
                Serve(own);
            }
        }
        while (!_pool.TryLetGo(this));
    }

    private bool WaitForCall()
    {
        lock (_called)
        {
            while (_loop is null)
            {
                if (!Monitor.Wait(_called, ServingThreads.Spare))
                    return _loop is not null;
            }
        }

        return true;
    }

    /// <summary>For as long as the loop stays.</summary>
    private void Serve(ExecutionContext? own)
    {
        var loop = _loop!;
        for (var idle = 0; _waits; idle++)
        {
            if (!PerformAll(loop.TakeReady(), own, ref idle))
                break;
            _waits = false;
            if (idle < Prompt && loop.TryReceive(Patience))
                _goOn!();
            else
                loop.ReceiveElsewhere(_goOn!);
        }

        StartLeft();
        _waits = false;
        _loop = null;
        _goOn = null;
        _pool.GiveBack(this);
    }

    /// <returns>False when the loop has gone on without this thread.</returns>
    private bool PerformAll(IReadyWork? work, ExecutionContext? own, ref int idle)
    {
        _next = work;
        while ((TakeLeft() ?? TakeNext()) is { } due)
        {
            idle = 0;
            if (!Perform(due, own))
                return false;
        }

        return true;
    }

    // The watch has it started elsewhere when what comes before it is slow.
    private IThreadPoolWorkItem? TakeNext()
    {
        if (_next is null)
            return null;
        lock (_stay)
        {
            var next = _next;
            _next = null;
            return next;
        }
    }

    private IThreadPoolWorkItem? TakeLeft()
    {
        var left = _left;
        _left = null;
        return left;
    }

    private void StartLeft()
    {
        if (TakeLeft() is { } left)
            ThreadPool.UnsafeQueueUserWorkItem(left, preferLocal: false);
    }

    /// <returns>False when the loop has gone on without this thread.</returns>
    private bool Perform(IThreadPoolWorkItem work, ExecutionContext? own)
    {
        _began = _pool.Time;
        _place = Place.Here;
        work.Execute();
        if (own is not null && ExecutionContext.Capture() != own)
            ExecutionContext.Restore(own);
        lock (_stay)
        {
            var isHere = _place == Place.Here;
            _place = Place.Loop;
            return isHere;
        }
    }
}
