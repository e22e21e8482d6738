using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;

namespace Belfry.Attacks.Tests;

/// <summary>Queries that are short to ask and long to answer.</summary>
[Attack(9)]
public sealed class QueryCostAttacks
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Query_OfMoreKeysThanAllowed_IsRefused()
    {
        await using var server = await AttackedServer.StartAsync();
        var query = new DicomDataSet();
        for (var i = 0; i < 1200; i++)
            query.Set(new DicomTag(0x0041, (ushort)(0x1000 + i)), VR.LO, "x");
        Assert.Equal(0xA700, await AskAsync(server, Uids.ModalityWorklistInformationModelFind, query));
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Query_WhoseWildcardsBacktrack_IsAnsweredAtOnce()
    {
        await using var server = await AttackedServer.StartAsync();
        await File.WriteAllBytesAsync(
            Path.Combine(server.Folder, "worklists", "a.wl"),
            new DicomFile(new DicomDataSet { { Tags.PatientName, new string('a', 64) }, { Tags.SOPClassUID, "1.2.276.0.7230010.3.1.0.1" }, { Tags.SOPInstanceUID, "1.2.3" } }, TransferSyntax.ExplicitVRLittleEndian).ToBytes(),
            Token);
        var query = new DicomDataSet { { Tags.PatientName, string.Concat(Enumerable.Repeat("*a", 30)) + "*b" } };
        await Bound.HoldsAsync(32, async () => Assert.Equal(0, await AskAsync(server, Uids.ModalityWorklistInformationModelFind, query)));
    }

    [Theory]
    [InlineData("1.2.")]
    [InlineData("1.2.826.0.1.3680043.8.498.1111111111111111111111111111111111")]
    public async Task Query_OfTenThousandUids_IsAnsweredForLittleMemory(string root)
    {
        await using var server = await AttackedServer.StartAsync();
        var query = new DicomDataSet { { Tags.QueryRetrieveLevel, "STUDY" } };
        query.Set(Tags.StudyInstanceUID, VR.UI, [.. Enumerable.Range(0, 10_000).Select(i => $"{root}{i}")]);
        await Bound.HoldsAsync(128, async () => Assert.Equal(0, await AskAsync(server, Uids.StudyRootQueryRetrieveInformationModelFind, query)));
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Move_OfTenThousandUids_IsPerformedForLittleMemory()
    {
        await using var server = await AttackedServer.StartAsync();
        string[] uids = [.. Enumerable.Range(0, 10_000).Select(static i => $"1.2.826.0.1.3680043.8.498.1111111111111111111111111111111111{i}")];
        var image = AttackedServer.Image(uids[7_000]).ToBytes(TransferSyntax.ImplicitVRLittleEndian);
        Assert.Equal(0, (await server.StoreAsync(image, Uids.ImplicitVRLittleEndian, uids[7_000])).Status);
        var query = new DicomDataSet { { Tags.QueryRetrieveLevel, "IMAGE" } };
        query.Set(Tags.SOPInstanceUID, VR.UI, uids);

        // The one that is there cannot be sent, since nobody listens.
        await Bound.HoldsAsync(128, async () => Assert.Equal(0xA702, await AskAsync(
            server, new CMoveRequest(Uids.StudyRootQueryRetrieveInformationModelMove, AETitle.Parse("PEER")), query)));
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Query_OfFiveHundredSequencesWithinOneAnother_IsRefused()
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.AssociateAsync(Uids.ImplicitVRLittleEndian, Uids.ModalityWorklistInformationModelFind);
        var bytes = new List<byte>();
        for (var i = 0; i < 500; i++)
            bytes.AddRange([0x40, 0, 0x00, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF]);
        for (var i = 0; i < 500; i++)
            bytes.AddRange([0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
        await peer.SendAsync(Wire.Message(1, new CFindRequest(Uids.ModalityWorklistInformationModelFind), 1, new RawDataSet(bytes.ToArray())));
        Assert.True((await peer.SkipToFinalAsync()).Status is 0xC000 or 0xA900 or 0xA700);
        await server.AssertServesAsync();
    }

    private static Task<int> AskAsync(AttackedServer server, DicomUid sopClass, DicomDataSet query) => AskAsync(server, new CFindRequest(sopClass), query);

    private static async Task<int> AskAsync(AttackedServer server, DimseRequest request, DicomDataSet query)
    {
        await using var association = await server.AssociateProperlyAsync(request.SopClassUid);
        var last = -1;
        await foreach (var reply in association.InvokeAsync(request, query, Token))
            last = reply.Status.Code;
        return last;
    }
}
