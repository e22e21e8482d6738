namespace Belfry.Orthanc.Isolation;

/// <summary>
/// How long a plugin is left alone before its process is started again. One that has answered something since it was started is started at once; one
/// that ends again and again without an answer has to wait longer each time.
/// </summary>
internal static class RestartDelay
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest delay: what is broken until somebody mends it costs two starts in a minute.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests wait for a start that comes so soon; else they fail at once.</summary>
    public static TimeSpan WorthWaiting { get; } = TimeSpan.FromSeconds(1);

    /// <param name="failures">How often in a row it ended without an answer, this time included; 0 after an answer.</param>
    public static TimeSpan After(int failures) => failures <= 1
        ? TimeSpan.Zero
        : TimeSpan.FromTicks(Math.Min(Longest.Ticks, s_first.Ticks << Math.Min(failures - 2, 20)));
}
