namespace Belfry.Server.Tests.Faults;

/// <summary>The system's clock, whose time of day a test can set; timers and the time that passes know nothing of it, as those of the system.</summary>
internal sealed class SteppedClock : TimeProvider
{
    private long _jumped;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _jumped));

    public void Set(TimeSpan jump) => Interlocked.Add(ref _jumped, jump.Ticks);
}
