using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Services.Tests;

/// <summary>An SCP of storage commitment that a test plays, in memory, and the SCU that it was asked by.</summary>
internal sealed class ScriptedCommitmentScp : IAsyncDisposable
{
    private const byte Context = 1;

    private ScriptedCommitmentScp(Association association, ScriptedPeer peer) => (Association, Peer) = (association, peer);

    /// <summary>The association on the side of the SCU.</summary>
    public Association Association { get; }

    /// <summary>The SCP.</summary>
    public ScriptedPeer Peer { get; }

    /// <summary>An SCU asks for an association, and the SCP accepts.</summary>
    public static async Task<ScriptedCommitmentScp> AcceptAsync(CommitmentReports reports)
    {
        var (ours, theirs) = InMemoryTransport.CreatePair();
        var peer = new ScriptedPeer(theirs);
        var request = StorageCommitmentScu.CreateRequest(AETitle.Parse("MODALITY"), AETitle.Parse("ARCHIVE"), reports);
        var associating = new AssociationRequestor().RequestAsync(ours, request, TestContext.Current.CancellationToken);
        var received = await peer.ExpectRequestAsync();
        Assert.Equal(Uids.StorageCommitmentPushModel, Assert.Single(received.PresentationContexts).AbstractSyntax);
        await peer.SendAsync(Wire.Accept(new AssociateAcceptPdu
        {
            CalledAETitle = received.CalledAETitle,
            CallingAETitle = received.CallingAETitle,
            PresentationContexts = [PresentationContextAnswer.Accept(Context, Uids.ImplicitVRLittleEndian)],
            UserInformation = new UserInformation { MaxPduLength = 16384, ImplementationClassUid = new DicomUid("1.2.3.4") },
        }));
        return new ScriptedCommitmentScp(await associating, peer);
    }

    /// <summary>Takes the N-ACTION.</summary>
    public async Task<(ushort MessageId, CommitmentAction Action)> ExpectActionAsync()
    {
        var (command, dataSet) = await Peer.ExpectMessageAsync();
        Assert.Equal((ushort)CommandField.NActionRequest, command.CommandField);
        return (command.MessageId.GetValueOrDefault(), CommitmentAction.Read(dataSet, TransferSyntax.ImplicitVRLittleEndian));
    }

    /// <summary>Answers the N-ACTION.</summary>
    public Task RespondAsync(ushort messageId, DimseStatus status, string? comment = null)
    {
        var request = new NActionRequest(CommitmentSopClass.PushModel, CommitmentSopClass.Instance, 1) { MessageId = messageId };
        return Peer.SendAsync(Wire.Response(Context, request, request.CreateResponse(status, comment)));
    }

    /// <summary>Sends a report without waiting.</summary>
    public Task SendReportAsync(CommitmentReport report, ushort messageId = 77, NEventReportRequest? command = null) =>
        Peer.SendAsync(Wire.Message(Context, command ?? report.CreateRequest(), messageId, report));

    /// <summary>Sends a report, and takes the response.</summary>
    public async Task<ReceivedCommand> ReportAsync(CommitmentReport report, ushort messageId = 77, NEventReportRequest? command = null)
    {
        await SendReportAsync(report, messageId, command);
        return await Peer.ExpectResponseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Peer.DisposeAsync();
        await Association.DisposeAsync();
    }
}
