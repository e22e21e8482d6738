using System.Runtime.CompilerServices;

namespace Belfry.Network;

/// <summary>
/// The way to a thread where code may take its time, for code that goes on where an association receives, or where a handler has just answered. Where a
/// thread stays with an association, it is that one, as soon as it has done what it is at: what one peer asks for step by step is then done without a change
/// of thread. Else it is one of the pool.
/// </summary>
public static class HandlerThread
{
    /// <summary>To be awaited.</summary>
    public static Awaitable Next() => default;

    /// <summary>See <see cref="Next"/>. Never complete: whoever called comes to its end first.</summary>
    public readonly struct Awaitable : ICriticalNotifyCompletion
    {
        /// <summary>Always false.</summary>
        public bool IsCompleted => false;

        /// <summary>The awaiter.</summary>
        public Awaitable GetAwaiter() => this;

        /// <summary>Does nothing.</summary>
        public void GetResult()
        {
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation)
        {
            var work = new Continuation(continuation);
            if (ServingThread.Current?.TryLeave(work) != true)
                ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
        }
    }

    private sealed class Continuation(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }
}
