namespace Belfry.Sdk.Orthanc;

/// <summary>
/// The place where a thread of the host waits for a handler: its callbacks return when all is done, and the thread is theirs for that long.
/// </summary>
internal static class Blocking
{
#pragma warning disable VSTHRD002 // The host's thread has nothing else to do, and no work is scheduled on it.
    public static void Wait(ValueTask task)
    {
        if (task.IsCompleted)
            task.GetAwaiter().GetResult();
        else
            task.AsTask().GetAwaiter().GetResult();
    }

    public static T Wait<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : task.AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
}
