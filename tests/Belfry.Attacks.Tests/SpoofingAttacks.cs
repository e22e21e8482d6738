using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Attacks.Tests;

/// <summary>AE titles of others, where modalities are known by their address.</summary>
[Attack(14)]
public sealed class SpoofingAttacks
{
    private const string Configuration = """
        {
          "DicomAet": "BELFRY", "StorageDirectory": "archive", "DicomCheckModalityHost": true, "DicomAlwaysAllowStore": false,
          "DicomModalities": { "ct": ["CT", "192.0.2.1", 104], "here": ["HERE", "127.0.0.1", 104] }
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("CT", 0x0124)]
    [InlineData("NOBODY", 0x0124)]
    [InlineData("HERE", 0x0000)]
    public async Task Query_ByATitleFromAnAddress_IsAnsweredIfTheyBelongTogether(string title, int status)
    {
        await using var server = await AttackedServer.StartAsync(Configuration);
        var request = AssociationRequest.Create(AETitle.Parse(title), AETitle.Parse("BELFRY"), [Uids.StudyRootQueryRetrieveInformationModelFind, Uids.Verification]);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", server.Port, request, Token);
        var query = new DicomDataSet { { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.PatientID, "" } };
        var replies = await association.InvokeAsync(new CFindRequest(Uids.StudyRootQueryRetrieveInformationModelFind), query, Token).ToListAsync(Token);
        Assert.Equal(status, replies[^1].Status.Code);

        // The association lives on, and what is refused tells nothing of anybody.
        var echo = await association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).ToListAsync(Token);
        Assert.Equal(0, Assert.Single(echo).Status.Code);
    }
}
