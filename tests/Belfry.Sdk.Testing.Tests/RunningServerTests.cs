using Belfry.Dicom;
using Belfry.Server.Tests;
using FourFamilies;
using Xunit;

namespace Belfry.Sdk.Testing.Tests;

/// <summary>The SCU against a server with sockets, which has the same plugin: what it sees is what it sees in memory.</summary>
public sealed class RunningServerTests
{
    [Fact]
    public async Task Scu_AgainstAServerThatRuns_SeesWhatItSeesInMemory()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var destination = new StorageScp("DESTINATION");
        var address = await destination.ListenAsync(cancellation);
        var json = $$"""
            {
              "Plugins" : [ "{{typeof(Department).Assembly.Location}}" ],
              "DicomAet" : "BELFRY",
              "DicomAlwaysAllowFindWorklist" : true, "DicomAlwaysAllowFind" : true, "DicomAlwaysAllowMove" : true,
              "DicomModalities" : { "d" : [ "DESTINATION", "127.0.0.1", {{address.Port}} ], "scu" : [ "TESTSCU", "127.0.0.1", 1 ] },
              "StorageDirectory" : "archive"
            }
            """;
        await using var running = await TestServer.StartAsync(json, folder.Path, cancellation);
        await using var inMemory = new InMemoryServer(new Department(new FakePluginHost()));
        await using var outside = await Scu.ConnectAsync("127.0.0.1", running.DicomPort, cancellation: cancellation);
        await using var inside = await inMemory.ConnectAsync(cancellation: cancellation);
        Assert.Equal(DimseStatus.Success, await outside.EchoAsync(cancellation));
        Assert.Equal(await AskAsync(outside, cancellation), await AskAsync(inside, cancellation));
        Assert.Equal(3 + 2 + 3, destination.Received.Count);
        Assert.Equal(
            inMemory.Destination.Received.Select(instance => instance.SopInstanceUid), destination.Received.Select(instance => instance.SopInstanceUid));
    }

    [Fact]
    public async Task Store_OfAServerThatRuns_KeepsTheInstance()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        var json = """{ "DicomAlwaysAllowFind" : true, "StorageDirectory" : "archive", "DicomModalities" : { "scu" : [ "TESTSCU", "127.0.0.1", 1 ] } }""";
        await using var running = await TestServer.StartAsync(json, folder.Path, cancellation);
        await using var scu = await Scu.ConnectAsync("127.0.0.1", running.DicomPort, cancellation: cancellation);
        var instance = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.CTImageStorage }, { Tags.SOPInstanceUID, "1.2.3.4" }, { Tags.PatientID, "P" }, { Tags.StudyInstanceUID, "1.2" },
            { Tags.SeriesInstanceUID, "1.2.3" },
        };
        Assert.True((await scu.StoreAsync(instance, cancellation)).IsSuccess);
        var found = await scu.FindAsync(
            new DicomDataSet { { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.StudyInstanceUID, "" } }, cancellation: cancellation);
        Assert.Equal("1.2", Assert.Single(found.Answers).GetString(Tags.StudyInstanceUID));
        var kept = new ReferencedInstance(Uids.CTImageStorage, new DicomUid("1.2.3.4"));
        var lost = new ReferencedInstance(Uids.CTImageStorage, new DicomUid("1.2.3.5"));
        var commitment = await scu.CommitAsync([kept, lost], cancellation: cancellation);
        Assert.Equal([kept], commitment.Committed);
        Assert.Equal([lost], commitment.Failed.Keys);
    }

    private static async Task<string> AskAsync(Scu scu, CancellationToken cancellation)
    {
        List<string> seen = [];
        foreach (var patient in new[] { "", "MANY1", "MANY*", "REFUSED", "BROKEN" })
        {
            DicomDataSet keys = new() { { Tags.PatientName, "" }, { Tags.PatientID, patient }, { Tags.StudyID, "" }, { Tags.PatientComments, "" } };
            Add(await scu.FindWorklistAsync(keys, cancellation: cancellation));
            keys.Set(Tags.QueryRetrieveLevel, "STUDY");
            Add(await scu.FindAsync(keys, cancellation: cancellation));
        }

        foreach (var patient in new[] { "", "ONE-FAILS", "REFUSED", "BROKEN", "X" })
        {
            DicomDataSet keys = new() { { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.PatientID, patient }, { Tags.StudyInstanceUID, "1.2.3" } };
            var moved = await scu.MoveAsync(AETitle.Parse("DESTINATION"), keys, cancellation: cancellation);
            seen.Add($"{moved.Status} {moved.ErrorComment} {moved.Completed} {moved.Failed} {moved.Warnings} {string.Join(',', moved.FailedInstances)}");
        }

        return string.Join('\n', seen);

        void Add(FindResult result)
        {
            seen.Add($"{result.Status} {result.ErrorComment} {result.HasUnsupportedKeys} {string.Join(',', result.OffendingElements)}");
            seen.AddRange(result.Answers.Select(answer => DicomJson.ToJson(answer)));
        }
    }
}
