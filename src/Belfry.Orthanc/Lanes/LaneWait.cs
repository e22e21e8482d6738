namespace Belfry.Orthanc.Lanes;

/// <summary>
/// The place where a plugin's thread waits for work of the server: a service returns when all is done, and the thread is the plugin's for that
/// long. No work of the server is scheduled on it.
/// </summary>
internal static class LaneWait
{
#pragma warning disable VSTHRD002 // See above.
    public static void For(Task task) => task.GetAwaiter().GetResult();

    public static T For<T>(Task<T> task) => task.GetAwaiter().GetResult();

    public static void For(ValueTask task)
    {
        if (task.IsCompleted)
            task.GetAwaiter().GetResult();
        else
            task.AsTask().GetAwaiter().GetResult();
    }

    public static T For<T>(ValueTask<T> task) => task.IsCompleted ? task.GetAwaiter().GetResult() : task.AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
}
