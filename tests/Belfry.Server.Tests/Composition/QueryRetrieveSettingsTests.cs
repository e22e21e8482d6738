using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Server.Tests.Composition;

/// <summary>Settings of Query/Retrieve, as a peer of the whole server sees them.</summary>
public sealed class QueryRetrieveSettingsTests : IDisposable
{
    private const string Open = "\"DicomAet\" : \"ARCHIVE\", \"DicomAlwaysAllowFind\" : true";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Trait("Section", "PS3.4 C.4.1.1.3.2")]
    [InlineData("STUDY")]
    [InlineData("IMAGE")]
    public async Task Find_AnyLevel_SaysOnlineAndFromWhom(string level)
    {
        await using var server = await FillAsync("");
        var keys = KeysOf(level);
        keys.SetEmpty(Tags.InstanceAvailability);
        keys.SetEmpty(Tags.RetrieveAETitle);

        var (answers, status) = await FindAsync(server, Uids.StudyRootQueryRetrieveInformationModelFind, keys);

        Assert.Equal(DimseStatus.Success, status);
        Assert.NotEmpty(answers);
        Assert.All(answers, answer => Assert.Equal(("ONLINE", "ARCHIVE"), (answer.GetString(Tags.InstanceAvailability), answer.GetString(Tags.RetrieveAETitle))));
    }

    [Theory]
    [InlineData("", "STUDY", 3, 0x0000)]
    [InlineData(", \"LimitFindResults\" : 2", "STUDY", 2, 0xFE00)]
    [InlineData(", \"LimitFindResults\" : 3", "STUDY", 3, 0x0000)]
    [InlineData(", \"LimitFindResults\" : 2", "IMAGE", 4, 0x0000)]
    [InlineData(", \"LimitFindInstances\" : 3", "IMAGE", 3, 0xFE00)]
    [InlineData(", \"LimitFindInstances\" : 1", "STUDY", 3, 0x0000)]
    public async Task Find_Limits_HoldAtTheirLevels(string settings, string level, int count, int status)
    {
        await using var server = await FillAsync(settings);

        var found = await FindAsync(server, Uids.StudyRootQueryRetrieveInformationModelFind, KeysOf(level));

        Assert.Equal((count, status), (found.Answers.Count, found.Status.Code));
    }

    [Theory]
    [Trait("Section", "PS3.4 C.4.1.1.1")]
    [InlineData("", false)]
    [InlineData(", \"Belfry\" : { \"PatientStudyOnly\" : true }", true)]
    public async Task Associate_PatientStudyOnly_IsServedIfAskedFor(string settings, bool isServed)
    {
        await using var server = await FillAsync(settings);
        await using var association = await AssociateAsync(server, Uids.PatientStudyOnlyQueryRetrieveInformationModelFind, Uids.Verification);
        Assert.Equal(isServed, association.FindContext(Uids.PatientStudyOnlyQueryRetrieveInformationModelFind) is not null);
        if (!isServed)
            return;
        var (answers, _) = await FindAsync(server, Uids.PatientStudyOnlyQueryRetrieveInformationModelFind, new() { { Tags.QueryRetrieveLevel, "PATIENT" }, { Tags.PatientID, "" } });
        Assert.Single(answers);
        Assert.Equal(0xA900, (await FindAsync(server, Uids.PatientStudyOnlyQueryRetrieveInformationModelFind, KeysOf("SERIES"))).Status.Code);
    }

    [Theory]
    [Trait("Section", "PS3.4 C.5.2.1")]
    [InlineData("", 0)]
    [InlineData(", \"Belfry\" : { \"FuzzyPersonNames\" : true }", 1)]
    public async Task Associate_FuzzyNames_AreGrantedOnlyIfConfigured(string settings, byte granted)
    {
        await using var server = await FillAsync(settings);
        var sopClass = Uids.StudyRootQueryRetrieveInformationModelFind;
        var request = AssociationRequest.Create(AETitle.Parse("TEST"), AETitle.Parse("ARCHIVE"), [sopClass], Uids.ExplicitVRLittleEndian) with
        {
            ExtendedNegotiations = [new SopClassExtendedNegotiation(sopClass, new byte[] { 1, 1, 1 })],
        };
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", server.DicomPort, request, Token);

        var answer = Assert.Single(association.Accept.UserInformation.ExtendedNegotiations);

        Assert.Equal([1, 1, granted], answer.ServiceClassApplicationInformation.ToArray());
    }

    private static DicomDataSet KeysOf(string level)
    {
        var keys = new DicomDataSet { { Tags.QueryRetrieveLevel, level } };
        keys.SetEmpty(Tags.StudyInstanceUID);
        if (level == "STUDY")
            return keys;
        keys.Set(Tags.StudyInstanceUID, "1.2.1");
        keys.Set(Tags.SeriesInstanceUID, "1.2.1.1");
        keys.SetEmpty(Tags.SOPInstanceUID);
        return keys;
    }

    private static async Task<Association> AssociateAsync(TestServer server, params DicomUid[] sopClasses)
    {
        var request = AssociationRequest.Create(AETitle.Parse("TEST"), AETitle.Parse("ARCHIVE"), sopClasses, Uids.ExplicitVRLittleEndian);
        return await new AssociationRequestor().RequestAsync("127.0.0.1", server.DicomPort, request, Token);
    }

    private static async Task<(List<DicomDataSet> Answers, DimseStatus Status)> FindAsync(TestServer server, DicomUid sopClass, DicomDataSet keys)
    {
        await using var association = await AssociateAsync(server, sopClass);
        List<DicomDataSet> answers = [];
        var status = DimseStatus.Success;
        await foreach (var reply in association.InvokeAsync(new CFindRequest(sopClass), keys, Token))
        {
            status = reply.Status;
            if (status.IsPending)
                answers.Add(reply.DataSet ?? []);
        }

        return (answers, status);
    }

    /// <summary>Three studies of a patient; the first has four instances, the others one.</summary>
    private async Task<TestServer> FillAsync(string settings)
    {
        var server = await TestServer.StartAsync($$"""{ {{Open}}{{settings}} }""", _folder.Path, Token);
        await using var association = await AssociateAsync(server, Uids.CTImageStorage);
        foreach (var (study, number) in ((int, int)[])[(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (3, 1)])
        {
            var dataSet = new DicomDataSet
            {
                { Tags.SOPClassUID, Uids.CTImageStorage },
                { Tags.SOPInstanceUID, $"1.2.{study}.1.{number}" },
                { Tags.PatientID, "P1" },
                { Tags.StudyInstanceUID, $"1.2.{study}" },
                { Tags.SeriesInstanceUID, $"1.2.{study}.1" },
            };
            await foreach (var reply in association.InvokeAsync(new CStoreRequest(Uids.CTImageStorage, new DicomUid($"1.2.{study}.1.{number}")), dataSet, Token))
                Assert.Equal(DimseStatus.Success, reply.Status);
        }

        return server;
    }
}
