using System.Net;
using System.Net.Sockets;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Attacks.Tests;

/// <summary>Making the server call somebody: destinations of moves, and reports.</summary>
[Attack(10)]
public sealed class ReflectionAttacks
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("LOCALHOST:22")]
    [InlineData("UNKNOWN")]
    [InlineData("BELFRY")]
    public async Task Move_ToWhoIsNoModality_IsRefused(string destination)
    {
        await using var server = await AttackedServer.StartAsync();
        await server.StoreAsync(AttackedServer.Image("1.2.3.4").ToBytes(TransferSyntax.ExplicitVRLittleEndian), Uids.ExplicitVRLittleEndian);
        await using var association = await server.AssociateProperlyAsync(Uids.StudyRootQueryRetrieveInformationModelMove);
        var query = new DicomDataSet { { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.StudyInstanceUID, "1.2.1" } };
        var replies = await association
            .InvokeAsync(new CMoveRequest(Uids.StudyRootQueryRetrieveInformationModelMove, AETitle.Parse(destination)), query, Token).ToListAsync(Token);
        Assert.Equal(0xA801, replies[^1].Status.Code);
    }

    [Fact]
    public async Task Commitment_AskedByWhoIsNoModality_CallsNobody()
    {
        await using var server = await AttackedServer.StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var request = AssociationRequest.Create(AETitle.Parse("STRANGER"), AETitle.Parse("BELFRY"), [Uids.StorageCommitmentPushModel]);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", server.Port, request, Token);
        var action = new NActionRequest(Uids.StorageCommitmentPushModel, new DicomUid("1.2.840.10008.1.20.1.1"), 1);
        var replies = await association.InvokeAsync(action, CommitmentAttacks.Transaction("1.2.3", 1), Token).ToListAsync(Token);
        Assert.Equal(0x0124, Assert.Single(replies).Status.Code);
        Assert.False(listener.Pending());
    }
}
