using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;

namespace Belfry.Attacks.Tests;

/// <summary>Messages in an order, on a context, or of a kind that was not agreed on.</summary>
[Attack(4)]
public sealed class MessageAttacks
{
    [Fact]
    public async Task Cancel_OfNothing_IsNoFault()
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.ConnectAsync();
        await peer.AssociateAsync();
        for (ushort id = 1; id < 100; id++)
            await peer.SendCancelAsync(id);
        await peer.SendEchoAsync(7);
        Assert.Equal(((ushort)0x8030, (ushort)0), ((await peer.ExpectResponseAsync()) is var echo ? (echo.CommandField, echo.Status) : default));
    }

    [Fact]
    public async Task DataSet_WithoutCommand_IsAborted()
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.ConnectAsync();
        await peer.AssociateAsync();
        await peer.SendAsync(Wire.DataTransfer(3, 2, 8, 0, 0x52, 0, 0, 0, 0, 0));
        Assert.Equal((2, 5), await peer.ExpectAbortAsync());
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Request_InsideADataSet_IsAborted()
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.ConnectAsync();
        await peer.AssociateAsync();
        var find = Wire.Message(3, new CFindRequest(Uids.ModalityWorklistInformationModelFind), 1, new RawDataSet(new byte[] { 0x10, 0, 0x10, 0, 0, 0, 0, 0 }));
        await peer.SendAsync(find[..^20]);
        await peer.SendEchoAsync(2);
        await peer.ExpectAbortAsync();
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Request_OnTheContextOfAnotherService_IsRefused()
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.ConnectAsync();
        await peer.AssociateAsync();
        await peer.SendCommandAsync(1, new CMoveRequest(Uids.StudyRootQueryRetrieveInformationModelMove, AETitle.Parse("PEER")), 1);
        Assert.NotEqual(0, (await peer.ExpectResponseAsync()).Status);
        await peer.SendEchoAsync(2);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
    }

    [Fact]
    public async Task Report_ThatNobodyAskedFor_IsAnsweredAndChangesNothing()
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.AssociateAsync(Uids.ImplicitVRLittleEndian, Uids.StorageCommitmentPushModel, Uids.Verification);
        var report = new DicomDataSet { { Tags.TransactionUID, "1.2.3.4.5" } };
        await peer.SendAsync(Wire.Message(1, new NEventReportRequest(Uids.StorageCommitmentPushModel, new DicomUid("1.2.840.10008.1.20.1.1"), 1), 1, report));
        Assert.NotEqual(0, (await peer.ExpectResponseAsync()).Status);
        await peer.SendEchoAsync(2, context: 3);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
    }
}
