using Microsoft.Extensions.Time.Testing;

namespace Belfry.Jobs.Tests;

/// <summary>A clock that a test moves, and that can be set as that of a computer can: the time of day jumps, and no time passes.</summary>
public sealed class JumpingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private long _jumped;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _jumped));

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public void Set(TimeSpan jump) => Interlocked.Add(ref _jumped, jump.Ticks);
}
