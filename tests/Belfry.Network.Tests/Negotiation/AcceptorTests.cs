using System.Net;
using Belfry.Dicom;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Network.Tests;

public class AcceptorTests
{
    [Fact]
    [Trait("Section", "PS3.8 9.3.3")]
    public async Task Accept_UsualRequest_NamesLimitsAndImplementation()
    {
        await using var listener = new InMemoryListener();
        await using var peer = listener.Connect();
        var accept = await peer.AssociateAsync();

        Assert.Equal(16384u, accept.UserInformation.MaxPduLength);
        Assert.Equal(Implementation.ClassUid, accept.UserInformation.ImplementationClassUid);
        Assert.Equal(Implementation.VersionName, accept.UserInformation.ImplementationVersionName);
        Assert.Equal(
            [PresentationContextAnswer.Accept(1, Uids.ImplicitVRLittleEndian), PresentationContextAnswer.Accept(3, Uids.ExplicitVRLittleEndian)],
            accept.PresentationContexts);
        Assert.Null(accept.UserInformation.AsynchronousOperationsWindow);
    }

    [Theory]
    [InlineData("BAD\\TITLE", "PEER", 7)]
    [InlineData("", "PEER", 7)]
    [InlineData("BELFRY", "", 3)]
    [InlineData("BELFRY", "A\u0001B", 3)]
    [InlineData("B\u001bELL", "PEER", 7)]
    [InlineData("M\u00fcller", "PEER", 7)]
    [Trait("Section", "PS3.8 Table 9-21")]
    public async Task Accept_InvalidAETitle_RejectsWithItsReason(string called, string calling, byte reason)
    {
        await using var listener = new InMemoryListener();
        await using var peer = listener.Connect();
        peer.Request = peer.Request with { CalledAETitle = called, CallingAETitle = calling };
        await peer.SendRequestAsync();

        Assert.Equal(new AssociationRejection(RejectResult.Permanent, RejectSource.ServiceUser, reason), await peer.ExpectRejectAsync());
    }

    [Fact]
    public async Task Accept_PathAsAETitle_IsATitleLikeAnother()
    {
        await using var listener = new InMemoryListener();
        AssociationProposal? seen = null;
        listener.Policy.Adjust = (proposal, decision) =>
        {
            seen = proposal;
            return decision;
        };
        await using var peer = listener.Connect();
        peer.Request = peer.Request with { CallingAETitle = "../../etc" };
        await peer.AssociateAsync();
        Assert.Equal("../../etc", seen!.CallingAETitle.Value);
    }

    [Fact]
    [Trait("Section", "PS3.8 Table 9-21")]
    public async Task Accept_WrongVersionOrApplicationContext_Rejects()
    {
        await using var listener = new InMemoryListener();
        await using var peer = listener.Connect();
        peer.Request = peer.Request with { ProtocolVersion = 2 };
        await peer.SendRequestAsync();
        Assert.Equal(AssociationRejection.ProtocolVersionNotSupported, await peer.ExpectRejectAsync());

        await using var other = listener.Connect();
        other.Request = other.Request with { ApplicationContextName = new DicomUid("1.2.3") };
        await other.SendRequestAsync();
        Assert.Equal(AssociationRejection.ApplicationContextNotSupported, await other.ExpectRejectAsync());
    }

    [Fact]
    public async Task Accept_PolicyRefusesOrThrows_RejectsAccordingly()
    {
        await using var listener = new InMemoryListener();
        listener.Policy.Decide = (_, _) => ValueTask.FromResult(AssociationDecision.Reject(AssociationRejection.CallingAETitleNotRecognized));
        await using var peer = listener.Connect();
        await peer.SendRequestAsync();
        Assert.Equal(AssociationRejection.CallingAETitleNotRecognized, await peer.ExpectRejectAsync());

        listener.Policy.Decide = (_, _) => throw new InvalidOperationException("policy");
        await using var other = listener.Connect();
        await other.SendRequestAsync();
        Assert.Equal(AssociationRejection.TemporaryCongestion, await other.ExpectRejectAsync());
    }

    [Fact]
    public async Task Accept_SlowPolicy_HearsTheAbortMeanwhile()
    {
        await using var listener = new InMemoryListener();
        var cancelled = new TaskCompletionSource();
        var began = new TaskCompletionSource();
        listener.Policy.Decide = async (_, cancellation) =>
        {
            began.SetResult();
            using var registration = cancellation.Register(() => cancelled.TrySetResult());
            await Task.Delay(Timeout.Infinite, cancellation);
            return AssociationDecision.Reject(AssociationRejection.NoReason);
        };
        await using var peer = listener.Connect();
        await peer.SendRequestAsync();
        await began.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await peer.SendAbortAsync();
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await peer.ExpectCloseAsync();
    }

    [Fact]
    [Trait("Section", "PS3.7 D.3.3.4")]
    public async Task Accept_Roles_AreGrantedOnlyAsProposed()
    {
        await using var listener = new InMemoryListener();
        listener.Policy.Adjust = (_, decision) => decision with
        {
            RoleSelections = [new(Uids.Verification, true, true), new(new DicomUid("1.2.9"), true, true)],
        };
        await using var peer = listener.Connect();
        peer.Request = peer.Request with
        {
            UserInformation = peer.Request.UserInformation with { RoleSelections = [new(Uids.Verification, false, true)] },
        };
        var accept = await peer.AssociateAsync();
        Assert.Equal([new RoleSelection(Uids.Verification, false, true)], accept.UserInformation.RoleSelections);

        // The peer gave up being SCU: its request is refused, the association kept.
        await peer.SendEchoAsync(1);
        Assert.Equal(0x0122, (await peer.ExpectResponseAsync()).Status);
    }

    [Fact]
    [Trait("Section", "PS3.7 D.3.3.3")]
    public async Task Accept_Window_IsTheLeastOfProposalDecisionAndLimit()
    {
        await using var listener = new InMemoryListener();
        listener.Policy.Adjust = (_, decision) => decision with { AsynchronousOperationsWindow = new(0, 2) };
        await using var peer = listener.Connect();
        peer.Request = peer.Request with
        {
            UserInformation = peer.Request.UserInformation with { AsynchronousOperationsWindow = new(100, 0) },
        };
        var accept = await peer.AssociateAsync();
        Assert.Equal(new AsynchronousOperationsWindow(8, 2), accept.UserInformation.AsynchronousOperationsWindow);
    }

    [Fact]
    [Trait("Section", "PS3.7 D.3.3.7")]
    public async Task Accept_UserIdentity_ReachesThePolicyAndIsAnswered()
    {
        await using var listener = new InMemoryListener();
        UserIdentity? seen = null;
        listener.Policy.Adjust = (proposal, decision) =>
        {
            seen = proposal.Request.UserInformation.UserIdentity;
            return decision with { UserIdentityResponse = new byte[] { 1, 2, 3 } };
        };
        await using var peer = listener.Connect();
        peer.Request = peer.Request with
        {
            UserInformation = peer.Request.UserInformation with
            {
                UserIdentity = new UserIdentity(UserIdentityType.UsernameAndPasscode, true, "me"u8.ToArray(), "secret"u8.ToArray()),
            },
        };
        var accept = await peer.AssociateAsync();
        Assert.Equal("me", seen!.PrimaryText);
        Assert.Equal("secret", seen.SecondaryText);
        Assert.DoesNotContain("secret", seen.ToString());
        Assert.Equal([1, 2, 3], accept.UserInformation.UserIdentityResponse!.Value.ToArray());
    }

    [Fact]
    [Trait("Section", "PS3.7 D.3.3.5")]
    public async Task Accept_ExtendedNegotiation_IsAnsweredForProposedClassesOnly()
    {
        await using var listener = new InMemoryListener();
        listener.Policy.Adjust = (_, decision) => decision with
        {
            ExtendedNegotiations = [new(Uids.Verification, new byte[] { 1 }), new(new DicomUid("1.2.9"), new byte[] { 2 })],
        };
        await using var peer = listener.Connect();
        peer.Request = peer.Request with
        {
            UserInformation = peer.Request.UserInformation with { ExtendedNegotiations = [new(Uids.Verification, new byte[] { 1, 1 })] },
        };
        var accept = await peer.AssociateAsync();
        Assert.Equal(Uids.Verification, Assert.Single(accept.UserInformation.ExtendedNegotiations).SopClassUid);
    }

    [Fact]
    public async Task Accept_OverTheLimits_RejectsTransientlyAndFairly()
    {
        await using var listener = new InMemoryListener(options: new DicomListenerOptions { MaxAssociations = 3, MaxAssociationsPerAddress = 2 });
        var greedy = new IPEndPoint(IPAddress.Parse("10.0.0.1"), 1);
        await using var first = listener.Connect(peerAddress: greedy);
        await first.AssociateAsync();
        await using var second = listener.Connect(peerAddress: greedy);
        await second.AssociateAsync();
        await using var third = listener.Connect(peerAddress: greedy);
        await third.SendRequestAsync();
        Assert.Equal(AssociationRejection.LocalLimitExceeded, await third.ExpectRejectAsync());

        await using var other = listener.Connect(peerAddress: new IPEndPoint(IPAddress.Parse("10.0.0.2"), 1));
        await other.AssociateAsync();
        await using var late = listener.Connect(peerAddress: new IPEndPoint(IPAddress.Parse("10.0.0.3"), 1));
        await late.SendRequestAsync();
        Assert.Equal(AssociationRejection.LocalLimitExceeded, await late.ExpectRejectAsync());

        // A released one makes room.
        await first.SendReleaseRequestAsync();
        await first.ExpectReleaseResponseAsync();
        await using var next = listener.Connect(peerAddress: greedy);
        await next.AssociateAsync();
    }
}
