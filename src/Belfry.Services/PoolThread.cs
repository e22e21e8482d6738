using System.Runtime.CompilerServices;

namespace Belfry.Services;

/// <summary>
/// The way to a thread of the pool, for code that may go on where an association receives (<c>continuesAtOnce</c>) and now comes to what others
/// must not wait for: a handler's code, a file, a conversion.
/// </summary>
internal static class PoolThread
{
    /// <summary>To be awaited: goes on at once on a thread of the pool, else on another.</summary>
    public static Awaitable Enter() => default;

    /// <summary>See <see cref="Enter"/>.</summary>
    public readonly struct Awaitable : ICriticalNotifyCompletion
    {
        public bool IsCompleted => Thread.CurrentThread.IsThreadPoolThread;

        public Awaitable GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) =>
            ThreadPool.UnsafeQueueUserWorkItem(static action => action(), continuation, preferLocal: false);
    }
}
