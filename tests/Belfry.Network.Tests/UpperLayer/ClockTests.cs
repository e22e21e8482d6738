using Belfry.Dicom;
using Belfry.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Network.Tests;

/// <summary>The time of day is set while associations wait for something: each wait lasts as long as it should, no longer and no shorter.</summary>
public sealed class ClockTests
{
    private static readonly AssociationRequest _request = AssociationRequest.Create(
        AETitle.Parse("ME"), AETitle.Parse("BELFRY"), [Uids.Verification, Uids.ModalityWorklistInformationModelFind], Uids.ImplicitVRLittleEndian);

    public static TheoryData<int> Hours => [1, -1, 10 * 365 * 24, -10 * 365 * 24];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Hours))]
    [Trait("Section", "PS3.8 9.1.4")]
    public async Task Artim_TimeOfDayIsSet_EndsWhenItsTimeIsOver(int hours)
    {
        var clock = new SetClock();
        await using var listener = new InMemoryListener(clock: clock);
        await using var silent = listener.Connect();
        await using var late = listener.Connect();

        clock.Jump(hours);
        clock.Advance(TimeSpan.FromSeconds(29));
        await late.AssociateAsync();
        clock.Advance(TimeSpan.FromSeconds(2));

        await silent.ExpectCloseAsync();
        await late.SendEchoAsync(1);
        Assert.Equal(0, (await late.ExpectResponseAsync()).Status);
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task Idle_TimeOfDayIsSet_EndsWhenItsTimeIsOver(int hours)
    {
        var clock = new SetClock();
        await using var listener = new InMemoryListener(clock: clock);
        await using var peer = listener.Connect();
        await peer.AssociateAsync();

        clock.Jump(hours);
        clock.Advance(TimeSpan.FromSeconds(29));
        await peer.SendEchoAsync(1);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
        clock.Jump(-hours);
        clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal((0, 0), await peer.ExpectAbortAsync());
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task Response_TimeOfDayIsSet_IsWaitedForAsLongAsItShould(int hours)
    {
        var clock = new SetClock();
        var limits = AssociationLimits.Default with { ResponseTimeout = TimeSpan.FromSeconds(60), IdleTimeout = Timeout.InfiniteTimeSpan };
        var (ours, theirs) = InMemoryTransport.CreatePair();
        await using var peer = new ScriptedPeer(theirs);
        var requesting = new AssociationRequestor(limits, clock: clock).RequestAsync(ours, _request, Token);
        await RequestorTests.AcceptAsync(peer);
        await using var association = await requesting;

        var first = association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).SingleAsync(Token);
        await peer.ExpectMessageAsync();
        clock.Jump(hours);
        clock.Advance(TimeSpan.FromSeconds(59));
        await peer.SendAsync(Wire.Response(1, new CEchoRequest(Uids.Verification) { MessageId = 1 }, CEchoResponse.Success));
        Assert.Equal(DimseStatus.Success, (await first).Status);

        var second = association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).SingleAsync(Token);
        await peer.ExpectMessageAsync();
        clock.Jump(-hours);
        clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(AssociationEndReason.ResponseTimeout, (await Assert.ThrowsAsync<AssociationException>(async () => await second)).Reason);
        Assert.Equal((0, 0), await peer.ExpectAbortAsync());
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task Release_TimeOfDayIsSet_IsWaitedForAsLongAsItShould(int hours)
    {
        var clock = new SetClock();
        var (ours, theirs) = InMemoryTransport.CreatePair();
        await using var peer = new ScriptedPeer(theirs);
        var requesting = new AssociationRequestor(clock: clock).RequestAsync(ours, _request, Token);
        await RequestorTests.AcceptAsync(peer);
        await using var association = await requesting;

        var releasing = association.ReleaseAsync(Token);
        await peer.ExpectReleaseRequestAsync();
        clock.Jump(hours);
        clock.Advance(TimeSpan.FromSeconds(9));
        await peer.SendReleaseResponseAsync();

        Assert.Equal(AssociationEndReason.Released, await releasing);
    }

    /// <summary>Time that passes when told, and a time of day that can be set beside it, as the system's.</summary>
    private sealed class SetClock : TimeProvider
    {
        private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
        private TimeSpan _jumped;

        public override long TimestampFrequency => _time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _time.GetUtcNow() + _jumped;

        public override long GetTimestamp() => _time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _time.CreateTimer(callback, state, dueTime, period);

        public void Jump(int hours) => _jumped += TimeSpan.FromHours(hours);

        public void Advance(TimeSpan passed) => _time.Advance(passed);
    }
}
