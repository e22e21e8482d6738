using System.Runtime.CompilerServices;
using Belfry.Dicom;
using FourFamilies;
using Xunit;

namespace Belfry.Sdk.Testing.Tests;

public sealed class InMemoryServerTests
{
    private static DicomDataSet Keys(string patientId) => new() { { Tags.PatientName, "" }, { Tags.PatientID, patientId }, { Tags.StudyID, "" } };

    private static DicomDataSet StudyKeys(string patientId)
    {
        var keys = Keys(patientId);
        keys.Set(Tags.QueryRetrieveLevel, "STUDY");
        return keys;
    }

    private static DicomDataSet MoveKeys(string patientId) => new()
    {
        { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.PatientID, patientId }, { Tags.StudyInstanceUID, "1.2.826.0.1.3680043.10.1400.1" },
    };

    [Fact]
    public async Task FindWorklist_AKey_GivesShapedAnswers()
    {
        var host = new FakePluginHost();
        await using var server = new InMemoryServer(new Department(host));
        var result = await server.FindWorklistAsync(Keys("MANY1"), TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccess);
        var answer = Assert.Single(result.Answers);
        Assert.Equal("Berg^Bernd", answer.GetString(Tags.PatientName));
        Assert.False(answer.Contains(Tags.AccessionNumber));
        Assert.True(answer.Contains(Tags.StudyID));
        Assert.Contains(host.Log.Lines, line => line.Text.Contains("TESTSCU", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("REFUSED", 0xA700, "Not today")]
    [InlineData("BROKEN", 0xC000, "Unable to process")]
    [InlineData("MANY*", 0xFE00, null)]
    public async Task FindWorklist_AHandlerThatEndsOtherwise_HasThePeersStatus(string patientId, int status, string? comment)
    {
        await using var server = new InMemoryServer(new Department(new FakePluginHost()));
        var result = await server.FindWorklistAsync(Keys(patientId), TestContext.Current.CancellationToken);
        Assert.Equal((new DimseStatus((ushort)status), comment), (result.Status, result.ErrorComment));
    }

    [Fact(Timeout = 60_000)]
    public async Task FindWorklist_AHandlerThatThrows_IsInTheServersLog()
    {
        await using var server = new InMemoryServer(new Department(new FakePluginHost()));
        await server.FindWorklistAsync(Keys("BROKEN"), TestContext.Current.CancellationToken);

        // The peer has its answer before the server has written the line.
        while (!server.Log.Lines.Any(static line => line.Exception is InvalidOperationException { Message: "A bug" }))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Find_WithoutALevel_IsRefused()
    {
        await using var server = new InMemoryServer(new Department(new FakePluginHost()));
        var result = await server.FindAsync(Keys(""), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(new DimseStatus(0xA900), result.Status);
        Assert.Empty(result.Answers);
    }

    [Fact]
    public async Task Find_OfStudies_HasLevelAndRetrieveAETitle()
    {
        await using var server = new InMemoryServer(new Department(new FakePluginHost()), new InMemoryServerOptions { AETitle = AETitle.Parse("DEPT") });
        var result = await server.FindAsync(StudyKeys("MANY0"), cancellation: TestContext.Current.CancellationToken);
        var answer = Assert.Single(result.Answers);
        Assert.Equal(("STUDY", "DEPT"), (answer.GetString(Tags.QueryRetrieveLevel), answer.GetString(Tags.RetrieveAETitle)));
        Assert.True(result.IsSuccess);
    }

    [Fact]
    public async Task FindWorklist_CancelAfterTwo_EndsAnEndlessHandler()
    {
        await using var server = new InMemoryServer(new EndlessWorklist());
        await using var scu = await server.ConnectAsync(cancellation: TestContext.Current.CancellationToken);
        var result = await scu.FindWorklistAsync(Keys(""), cancelAfter: 2, TestContext.Current.CancellationToken);
        Assert.Equal((2, DimseStatus.Cancel), (result.Answers.Count, result.Status));
        Assert.Equal(DimseStatus.Success, await scu.EchoAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Move_ToTheDestination_DeliversAndCounts()
    {
        await using var server = new InMemoryServer(new Department(new FakePluginHost()));
        var result = await server.MoveAsync(MoveKeys("X"), cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccess);
        Assert.Equal((3, 0, 0), (result.Completed, result.Failed, result.Warnings));
        Assert.Equal(["1", "2", "3"], server.Destination.Received.Select(instance => instance.DataSet.GetString(Tags.InstanceNumber)));
        Assert.All(server.Destination.Received, instance => Assert.Equal("TESTSCU", instance.MoveOriginatorAETitle.Value));
    }

    [Fact]
    public async Task Move_WithScriptedOutcomes_CountsThem()
    {
        await using var picky = new StorageScp("PICKY")
        {
            Answer = instance => new DimseStatus(instance.DataSet.GetInteger(Tags.InstanceNumber) switch { 1 => 0xA700, 2 => 0xB000, _ => 0 }),
        };
        await using var server = new InMemoryServer(new Department(new FakePluginHost()), new InMemoryServerOptions { Destinations = [picky] });
        await using var scu = await server.ConnectAsync(cancellation: TestContext.Current.CancellationToken);
        var result = await scu.MoveAsync(picky.AETitle, MoveKeys("X"), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((1, 1, 1), (result.Completed, result.Failed, result.Warnings));
        Assert.Equal(new DimseStatus(0xB000), result.Status);
        Assert.Equal(["1.2.826.0.1.3680043.10.1400.1.1.1"], result.FailedInstances.Select(uid => uid.Value));
        Assert.True(result.PendingResponses > 0);
    }

    [Fact]
    public async Task Move_ToADestinationThatTakesNoneOfThem_Fails()
    {
        await using var other = new StorageScp("OTHER") { Accepts = kind => kind.SopClassUid != Uids.SecondaryCaptureImageStorage };
        await using var server = new InMemoryServer(new Department(new FakePluginHost()), new InMemoryServerOptions { Destinations = [other] });
        await using var scu = await server.ConnectAsync(cancellation: TestContext.Current.CancellationToken);
        var result = await scu.MoveAsync(other.AETitle, MoveKeys("X"), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((0, 3), (result.Completed, result.Failed));
        Assert.Equal(new DimseStatus(0xA702), result.Status);
        Assert.Empty(other.Received);
    }

    [Fact]
    public async Task Move_ToAnUnknownDestination_IsA801()
    {
        await using var server = new InMemoryServer(new Department(new FakePluginHost()));
        await using var scu = await server.ConnectAsync(cancellation: TestContext.Current.CancellationToken);
        var result = await scu.MoveAsync(AETitle.Parse("NOBODY"), MoveKeys("X"), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(new DimseStatus(0xA801), result.Status);
    }

    [Fact]
    public async Task Move_OfWhatTheServerKeeps_FindsIt()
    {
        var kept = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.SecondaryCaptureImageStorage }, { Tags.SOPInstanceUID, "1.2.826.0.1.3680043.10.1400.1.1.2" }, { Tags.InstanceNumber, 2 },
        };
        var options = new InMemoryServerOptions { Stored = [InstanceSource.FromDataSet(kept)] };
        await using var server = new InMemoryServer(new Department(new FakePluginHost()), options);
        var result = await server.MoveAsync(MoveKeys("STORED"), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((1, 2), (result.Completed, result.Failed));
        Assert.Equal("2", Assert.Single(server.Destination.Received).DataSet.GetString(Tags.InstanceNumber));
    }

    [Fact]
    public async Task Commit_OfTwoInstances_TellsWhatIsKept()
    {
        await using var server = new InMemoryServer(new Department(new FakePluginHost()));
        var even = new ReferencedInstance(Uids.CTImageStorage, new DicomUid("1.2.4"));
        var odd = new ReferencedInstance(Uids.CTImageStorage, new DicomUid("1.2.5"));
        var result = await server.CommitAsync(even, odd);
        Assert.Equal([even], result.Committed);
        Assert.Equal(CommitmentFailureReason.NoSuchObjectInstance, result.Failed[odd]);
    }

    [Fact]
    public async Task Commit_AHandlerThatThrows_FailsAllInstances()
    {
        await using var server = new InMemoryServer(new Department(new FakePluginHost()));
        var result = await server.CommitAsync(new ReferencedInstance(Uids.CTImageStorage, new DicomUid("1.2.404")));
        Assert.Equal(CommitmentFailureReason.ProcessingFailure, Assert.Single(result.Failed).Value);
    }

    [Fact]
    public async Task Store_AHandlerThatRefuses_IsAnsweredWithItsStatus()
    {
        await using var server = new InMemoryServer(new Shelf());
        var instance = new DicomDataSet { { Tags.SOPClassUID, Uids.CTImageStorage }, { Tags.SOPInstanceUID, "1.2.3" } };
        Assert.True((await server.StoreAsync(instance, TestContext.Current.CancellationToken)).IsSuccess);
        instance.Set(Tags.SOPInstanceUID, "1.2.404");
        var refused = await server.StoreAsync(instance, TestContext.Current.CancellationToken);
        Assert.Equal((new DimseStatus(0xA700), "Full"), (refused.Status, refused.ErrorComment));
    }

    [Fact]
    public async Task Connect_AServiceThatNobodyHas_IsNotAccepted()
    {
        await using var server = new InMemoryServer(new EndlessWorklist());
        await using var scu = await server.ConnectAsync(cancellation: TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<ArgumentException>(() => scu.FindAsync(StudyKeys(""), cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void New_AnObjectWithoutHandlers_IsRefused() => Assert.Throws<ArgumentException>(() => new InMemoryServer("plugin"));

    [Fact]
    public async Task Dispose_WithAPlugin_DisposesOfIt()
    {
        var plugin = new EndlessWorklist();
        await using (new InMemoryServer(plugin))
            Assert.False(plugin.IsDisposed);
        Assert.True(plugin.IsDisposed);
    }

    [BelfryPlugin("endless", CalledAETitle = "ENDLESS")]
    private sealed class EndlessWorklist : IWorklistHandler, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public async IAsyncEnumerable<DicomDataSet> FindAsync(WorklistRequest request, [EnumeratorCancellation] CancellationToken cancellation)
        {
            Assert.Equal("ENDLESS", request.Connection.CalledAETitle.Value);
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return new DicomDataSet { { Tags.PatientName, "Again^And" } };
                await Task.Yield();
            }
        }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Shelf : IStoreHandler
    {
        public async ValueTask<DimseStatus> StoreAsync(StoreRequest request, CancellationToken cancellation)
        {
            await request.Body.CopyToAsync(Stream.Null, cancellation);
            return request.SopInstanceUid.Value == "1.2.404" ? throw new DimseStatusException(new DimseStatus(0xA700), "Full") : DimseStatus.Success;
        }
    }
}
