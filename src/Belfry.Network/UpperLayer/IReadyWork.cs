namespace Belfry.Network;

/// <summary>Work that received bytes call for, to be started when the next receive is under way.</summary>
internal interface IReadyWork : IThreadPoolWorkItem
{
    /// <summary>
    /// Performs it now if it is prompt, so that its answer leaves before the next receive is even tried. Never throws.
    /// </summary>
    /// <returns>False when it is not prompt: it is to be started by <see cref="Start"/>.</returns>
    bool TryPerform() => false;

    /// <summary>Performs it here if that keeps nobody waiting, else on a thread of the pool. Never throws.</summary>
    /// <param name="isThreadFree">True when the caller leaves the thread afterwards: nobody waits for it if it belongs to the pool.</param>
    void Start(bool isThreadFree)
    {
        if (isThreadFree && Thread.CurrentThread.IsThreadPoolThread)
            Execute();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
