namespace Belfry.Jobs;

/// <summary>
/// Sees that the computer's clock was set: by what the time of day has gained or lost against the time that has passed. A store moves its times by as
/// much, so that nothing waits for years and nothing ends years too soon. Thread-safe.
/// </summary>
/// <param name="clock">The clock.</param>
public sealed class ClockWatch(TimeProvider clock)
{
    /// <summary>What is less is left alone: clocks are corrected all the time, and no wait of a job is exact to that. 5 s.</summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromSeconds(5);

    private readonly long _began = clock.GetTimestamp();
    private long _beganTicks = clock.GetUtcNow().UtcTicks;

    /// <summary>By how much the clock was set since the start or the last <see cref="Accept"/>; zero when it was not.</summary>
    public TimeSpan Jump
    {
        get
        {
            var jump = new TimeSpan(clock.GetUtcNow().UtcTicks - Interlocked.Read(ref _beganTicks)) - clock.GetElapsedTime(_began);
            return jump.Duration() < Tolerance ? TimeSpan.Zero : jump;
        }
    }

    /// <summary>All times have been moved by this much.</summary>
    public void Accept(TimeSpan jump) => Interlocked.Add(ref _beganTicks, jump.Ticks);
}
