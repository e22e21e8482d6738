using Belfry.Dicom;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Network.Tests;

public class RequestorTests
{
    private static readonly AssociationRequest _request = AssociationRequest.Create(
        AETitle.Parse("ME"), AETitle.Parse("BELFRY"), [Uids.Verification, Uids.ModalityWorklistInformationModelFind], Uids.ImplicitVRLittleEndian);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requestor_AgainstOurListener_EchoesFindsAndReleases()
    {
        await using var listener = new InMemoryListener();
        listener.Routes.Handle = async operation =>
        {
            for (var i = 0; i < 200; i++)
                await operation.RespondAsync(CFindResponse.Pending, RawDataSet.Counting(1000));
            await operation.RespondAsync(CFindResponse.Success);
        };
        await using var association = await new AssociationRequestor().RequestAsync(listener.ConnectTransport(), _request, Token);
        Assert.Equal(2, association.PresentationContexts.Count);

        var echo = await association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).SingleAsync(Token);
        Assert.Equal(DimseStatus.Success, echo.Status);
        var replies = await association.InvokeAsync(
            new CFindRequest(Uids.ModalityWorklistInformationModelFind), RawDataSet.Counting(50_000), Token).ToListAsync(Token);
        Assert.Equal(201, replies.Count);
        Assert.All(replies[..200], reply => Assert.Equal(1000, reply.DataSetBytes!.Value.Length));
        Assert.Equal(AssociationEndReason.Released, await association.ReleaseAsync(Token));
    }

    [Fact]
    [Trait("Section", "PS3.8 9.3.4")]
    public async Task Requestor_Refused_SaysWhyInTheStandardsWords()
    {
        await using var listener = new InMemoryListener();
        listener.Policy.Decide = (_, _) => ValueTask.FromResult(AssociationDecision.Reject(AssociationRejection.CalledAETitleNotRecognized));
        var refused = await Assert.ThrowsAsync<AssociationRejectedException>(
            async () => await new AssociationRequestor().RequestAsync(listener.ConnectTransport(), _request, Token));
        Assert.Equal(AssociationRejection.CalledAETitleNotRecognized, refused.Rejection);
        Assert.Contains("called-AE-title-not-recognized", refused.Message);
    }

    [Fact]
    [Trait("Section", "PS3.7 9.3.2.3")]
    public async Task Invoke_Cancelled_SendsCCancelAndGivesTheFinalResponse()
    {
        await using var listener = new InMemoryListener();
        listener.Routes.Handle = async operation =>
        {
            while (true)
            {
                await operation.RespondAsync(CFindResponse.Pending, RawDataSet.Counting(10));
                await operation.FlushAsync();
                await Task.Yield();
                operation.Cancellation.ThrowIfCancellationRequested();
            }
        };
        await using var association = await new AssociationRequestor().RequestAsync(listener.ConnectTransport(), _request, Token);
        using var cancel = new CancellationTokenSource();
        DimseReply? last = null;
        await foreach (var reply in association.InvokeAsync(
            new CFindRequest(Uids.ModalityWorklistInformationModelFind), RawDataSet.Counting(10), cancel.Token))
        {
            last = reply;
            await cancel.CancelAsync();
        }

        Assert.Equal(DimseStatus.Cancel, last!.Status);

        // Leaving the enumeration does the same, and the association stays usable.
        await foreach (var reply in association.InvokeAsync(
            new CFindRequest(Uids.ModalityWorklistInformationModelFind), RawDataSet.Counting(10), Token))
            break;
        var echo = await association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).SingleAsync(Token);
        Assert.Equal(DimseStatus.Success, echo.Status);
    }

    [Fact]
    public async Task Invoke_PeerAborts_ThrowsWithTheReason()
    {
        var (ours, theirs) = InMemoryTransport.CreatePair();
        await using var peer = new ScriptedPeer(theirs);
        var requesting = new AssociationRequestor().RequestAsync(ours, _request, Token);
        await AcceptAsync(peer);
        await using var association = await requesting;
        var echo = association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).SingleAsync(Token);
        await peer.ExpectMessageAsync();
        await peer.SendAbortAsync();
        var exception = await Assert.ThrowsAsync<AssociationException>(async () => await echo);
        Assert.Equal(AssociationEndReason.AbortedByPeer, exception.Reason);
    }

    [Fact]
    public async Task Requestor_ServesRequestsOfThePeer()
    {
        var (ours, theirs) = InMemoryTransport.CreatePair();
        await using var peer = new ScriptedPeer(theirs);
        var routes = new TestRoutes { Handle = operation => operation.RespondAsync(operation.Request.CreateResponse(DimseStatus.Success)) };
        var request = _request with { Routes = routes };
        var requesting = new AssociationRequestor().RequestAsync(ours, request, Token);
        await AcceptAsync(peer);
        await using var association = await requesting;

        await peer.SendCommandAsync(1, new NEventReportRequest(Uids.Verification, new DicomUid("1.2.3"), 1), 42);
        var response = await peer.ExpectResponseAsync();
        Assert.Equal((0x8100, 0, (ushort?)42), (response.CommandField, response.Status, response.MessageIdBeingRespondedTo));
        await peer.SendFindAsync(43);
        Assert.Equal(0x0122, (await peer.ExpectResponseAsync()).Status);
    }

    [Fact]
    [Trait("Section", "PS3.7 D.3.3.4")]
    public async Task Requestor_GrantedTheRoleScp_ServesSubOperations()
    {
        var (ours, theirs) = InMemoryTransport.CreatePair();
        await using var peer = new ScriptedPeer(theirs);
        var routes = new TestRoutes { Handle = operation => operation.RespondAsync(operation.Request.CreateResponse(DimseStatus.Success)) };
        var request = _request with { Routes = routes, RoleSelections = [new RoleSelection(Uids.Verification, true, true)] };
        var requesting = new AssociationRequestor().RequestAsync(ours, request, Token);
        await AcceptAsync(peer, [new RoleSelection(Uids.Verification, true, true)]);
        await using var association = await requesting;

        await peer.SendAsync(Wire.Message(1, new CStoreRequest(Uids.Verification, new DicomUid("1.2.3")), 7, RawDataSet.Counting(100_000)));
        var response = await peer.ExpectResponseAsync();
        Assert.Equal((0x8001, 0, (ushort?)7), (response.CommandField, response.Status, response.MessageIdBeingRespondedTo));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(1)]
    public async Task Requestor_AnswerThatDoesNotFit_AbortsAndThrows(byte contextId)
    {
        var (ours, theirs) = InMemoryTransport.CreatePair();
        await using var peer = new ScriptedPeer(theirs);
        var requesting = new AssociationRequestor().RequestAsync(ours, _request, Token);
        var received = await peer.ExpectRequestAsync();
        await peer.SendAsync(Wire.Accept(new AssociateAcceptPdu
        {
            CalledAETitle = received.CalledAETitle,
            CallingAETitle = received.CallingAETitle,
            PresentationContexts = [PresentationContextAnswer.Accept(contextId, Uids.DeflatedExplicitVRLittleEndian)],
            UserInformation = new UserInformation(),
        }));
        Assert.Equal((2, 6), await peer.ExpectAbortAsync());
        var exception = await Assert.ThrowsAsync<AssociationException>(async () => await requesting);
        Assert.Equal(AssociationEndReason.ProtocolViolation, exception.Reason);
    }

    [Fact]
    [Trait("Section", "PS3.8 9.2.3 AR-8")]
    public async Task Release_BothAtOnce_EndsInOrderOnTheRequestorsSide()
    {
        var (ours, theirs) = InMemoryTransport.CreatePair();
        await using var peer = new ScriptedPeer(theirs);
        var requesting = new AssociationRequestor().RequestAsync(ours, _request, Token);
        await AcceptAsync(peer);
        await using var association = await requesting;
        var releasing = association.ReleaseAsync(Token);
        await peer.ExpectReleaseRequestAsync();
        await peer.SendReleaseRequestAsync();
        await peer.ExpectReleaseResponseAsync();
        await peer.SendReleaseResponseAsync();
        Assert.Equal(AssociationEndReason.Released, await releasing);
    }

    internal static async Task AcceptAsync(ScriptedPeer peer, IReadOnlyList<RoleSelection>? roles = null)
    {
        var received = await peer.ExpectRequestAsync();
        await peer.SendAsync(Wire.Accept(new AssociateAcceptPdu
        {
            CalledAETitle = received.CalledAETitle,
            CallingAETitle = received.CallingAETitle,
            PresentationContexts = [.. received.PresentationContexts.Select(c => PresentationContextAnswer.Accept(c.Id, c.TransferSyntaxes[0]))],
            UserInformation = new UserInformation { MaxPduLength = 16384, RoleSelections = roles ?? [] },
        }));
    }
}
