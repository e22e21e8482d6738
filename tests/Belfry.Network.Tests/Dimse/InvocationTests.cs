using Belfry.Dicom;
using Belfry.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Network.Tests;

/// <summary>Operations that this side invokes, and how long they wait.</summary>
public sealed class InvocationTests
{
    private static readonly AssociationRequest _request = AssociationRequest.Create(AETitle.Parse("OURS"), AETitle.Parse("THEIRS"), [Uids.Verification]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invoke_NoResponseInItsOwnTime_AbortsThen()
    {
        var clock = new FakeTimeProvider();
        var (ours, theirs) = InMemoryTransport.CreatePair();
        await using var peer = new ScriptedPeer(theirs);
        var requesting = new AssociationRequestor(clock: clock).RequestAsync(ours, _request, Token);
        await RequestorTests.AcceptAsync(peer);
        await using var association = await requesting;
        var context = association.PresentationContexts[0];
        var invoked = association.InvokeAsync(context, new CEchoRequest(Uids.Verification), null, TimeSpan.FromSeconds(5), continuesAtOnce: false, Token).SingleAsync(Token);
        await peer.ExpectMessageAsync();
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((0, 0), await peer.ExpectAbortAsync());
        Assert.Equal(AssociationEndReason.ResponseTimeout, (await Assert.ThrowsAsync<AssociationException>(async () => await invoked)).Reason);
    }
}
