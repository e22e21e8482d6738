using Belfry.Dicom;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;

namespace Belfry.Orthanc.Tests;

/// <summary>The move callback and the three functions of its driver.</summary>
public sealed partial class MoveCallbackTests
{
    private const string Unset = "(null)";

    [Fact]
    public async Task Move_V1_PassesWhatIsAskedFor()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c"));
        var identifier = new DicomDataSet();
        identifier.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        identifier.Set(Tags.QueryRetrieveLevel, "SERIES");
        identifier.Set(Tags.PatientID, "Größe 1");
        identifier.Set(Tags.AccessionNumber, " A7 ");
        identifier.Set(Tags.StudyInstanceUID, "1.2.3");
        identifier.Set(Tags.SeriesInstanceUID, "1.2.3.4", "1.2.3.5");
        identifier.SetEmpty(Tags.SOPInstanceUID);
        var request = MoveBench.Request(identifier, " STATION ");
        Assert.Equal([0, 0, 0], Codes(await bench.MoveAsync(request)));
        Assert.Equal(3, request.SuboperationCount);
        var log = bench.Log;
        Assert.Equal(("2", "Größe 1", " A7"), (log.Report("level"), log.Report("patient"), log.Report("accession")));
        Assert.Equal(("1.2.3", @"1.2.3.4\1.2.3.5", Unset), (log.Report("study"), log.Report("series"), log.Report("instance")));
        Assert.Equal(("MODALITY", "ARCHIVE"), (log.Report("originator"), log.Report("source")));
        Assert.Equal(("STATION", "4711"), (log.Report("target"), log.Report("id")));
        await FreedAsync(bench, 3);
        Assert.Equal("0", log.Report("other-threads"));
        Assert.Equal(0, bench.LiveHandles);
    }

    [Fact]
    public async Task Move_V2_GivesTheConnection()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", "VERSION2"));
        Assert.Equal(3, (await bench.MoveAsync(MoveBench.Request())).Count);
        var log = bench.Log;
        Assert.Equal(("MODALITY", "192.0.2.7", "ARCHIVE"), (log.Report("remote-aet"), log.Report("remote-ip"), log.Report("called-aet")));
        Assert.Equal(("1", "STATION", "4711"), (log.Report("level"), log.Report("target"), log.Report("id")));
    }

    [Theory]
    [InlineData("PATIENT", 0)]
    [InlineData("PATIENT", 0, "VERSION2")]
    [InlineData("patients", 0)]
    [InlineData("Study", 1)]
    [InlineData("STUDIES", 1)]
    [InlineData("SERIES", 2)]
    [InlineData("IMAGE", 3)]
    [InlineData("IMAGES", 3)]
    [InlineData("INSTANCE", 3)]
    [InlineData("instances", 3)]
    [InlineData("instances", 3, "VERSION2")]
    [InlineData("", 4)]
    [InlineData(null, 4)]
    [InlineData(null, 4, "VERSION2")]
    public async Task Move_Level_BecomesTheResourceType(string? level, int expected, string version = "VERSION1")
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", version));
        var identifier = new DicomDataSet();
        if (level is not null)
            identifier.Set(Tags.QueryRetrieveLevel, level);
        await bench.MoveAsync(MoveBench.Request(identifier));
        Assert.Equal($"{expected}", bench.Log.Report("level"));
        foreach (var name in (string[])["patient", "accession", "study", "series", "instance"])
            Assert.Equal(Unset, bench.Log.Report(name));
    }

    [Theory]
    [InlineData("WORKLIST", "VERSION1")]
    [InlineData("WORKLIST", "VERSION2")]
    [InlineData(@"STUDY\SERIES", "VERSION1")]
    public async Task Move_UnknownLevel_FailsWithoutThePlugin(string level, string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", version));
        var identifier = new DicomDataSet();
        identifier.Set(Tags.QueryRetrieveLevel, level.Split('\\'));
        await FailsAsync(bench, MoveBench.Request(identifier));
        Assert.Empty(bench.Log.Reports("level"));
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Move_BinaryIdentifiers_AreNull(string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", version));
        var identifier = new DicomDataSet();
        identifier.Set(Tags.PatientID, VR.OB, new byte[] { 1, 2 });
        identifier.Set(Tags.StudyInstanceUID, VR.UN, new byte[] { 0x31, 0x2E, 0x32, 0 });
        identifier.Set(Tags.SOPInstanceUID, VR.US, new byte[] { 7, 0 });
        await bench.MoveAsync(MoveBench.Request(identifier));
        Assert.Equal((Unset, "1.2", "7"), (bench.Log.Report("patient"), bench.Log.Report("study"), bench.Log.Report("instance")));
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Move_NullDriver_FailsAndCallsNothingElse(string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", version, "NULL_DRIVER"));
        await FailsAsync(bench, MoveBench.Request());
        await bench.StopAsync();
        Assert.Empty(bench.Log.Reports("get-size"));
        Assert.Empty(bench.Log.Reports("free"));
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Move_SizeZero_AppliesNothingAndSucceeds(string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", version, "SIZE=0"));
        var request = MoveBench.Request();
        Assert.Empty(await bench.MoveAsync(request));
        Assert.Equal(0, request.SuboperationCount);
        await FreedAsync(bench, 0);
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Move_FailureInTheMiddle_GoesOn(string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", version, "SIZE=5", "FAIL_AT=2"));
        Assert.Equal([0, 0xC000, 0, 0, 0], Codes(await bench.MoveAsync(MoveBench.Request())));
        await FreedAsync(bench, 5);
        Assert.Contains(bench.Log.Lines, l => l.Id.Id == 5037 && l.Text.Contains("15 (BadFileFormat)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Move_EverythingFails_AppliesAll(string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", version, "FAIL_AT=-1", "RESULT=1000001"));
        Assert.Equal([0xC000, 0xC000, 0xC000], Codes(await bench.MoveAsync(MoveBench.Request())));
        await FreedAsync(bench, 3);
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Move_SeventyThousand_AppliesAll(string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", version, "SIZE=70000"));
        var request = MoveBench.Request();
        Assert.Equal(70000, (await bench.MoveAsync(request)).Count(s => s == DimseStatus.Success));
        Assert.Equal(70000, request.SuboperationCount);
        await FreedAsync(bench, 70000);
        Assert.Equal("0", bench.Log.Report("other-threads"));
    }

    [Theory]
    [InlineData("callback", 0, "VERSION1")]
    [InlineData("callback", 0, "VERSION2")]
    [InlineData("size", 1, "VERSION1")]
    [InlineData("size", 1, "VERSION2")]
    public async Task Move_ThrowsBeforeTheFirst_FailsAndFreesTheDriver(string where, int frees, string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving_throwing.cpp", version, "THROW_IN=" + NativeCompiler.Literal(where)));
        for (var i = 0; i < 2; i++)
        {
            var failure = await FailsAsync(bench, MoveBench.Request());
            Assert.Contains("thrown in " + where, failure.InnerException?.Message, StringComparison.Ordinal);
        }

        await bench.StopAsync();
        Assert.Equal(Enumerable.Repeat("0", 2 * frees), bench.Log.Reports("free"));
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Move_ApplyThrows_IsOneFailureOfMany(string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving_throwing.cpp", version, "THROW_IN=\"apply\"", "FAIL_AT=1"));
        Assert.Equal([0xC000, 0, 0], Codes(await bench.MoveAsync(MoveBench.Request())));
        await FreedAsync(bench, 3);
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Move_FreeThrows_IsLoggedAndTheNextIsServed(string version)
    {
        await using var bench = new PluginBench { ConcurrentMoves = 1 };
        await bench.LoadAsync(bench.Compile("moving_throwing.cpp", version, "THROW_IN=\"free\""));
        for (var i = 0; i < 2; i++)
            Assert.Equal([0, 0, 0], Codes(await bench.MoveAsync(MoveBench.Request())));
        await bench.StopAsync();
        Assert.Equal(["3", "3"], bench.Log.Reports("free"));
        Assert.Equal(2, bench.Log.Lines.Count(l => l.Id.Id == 5038));
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Move_CancelledBetween_StopsBeforeTheNextAndFrees(string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", version, "SIZE=5"));
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.MoveAsync(
            MoveBench.Request(), cancel.Token, done =>
            {
                if (done == 1)
                    cancel.Cancel();
            }));
        await FreedAsync(bench, 2);
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Move_CancelledDuringApply_CountsItAndFrees(string version)
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(bench.Compile("moving.c", version, "BLOCK_APPLY_ON=" + NativeCompiler.Literal(gate)));
        using var cancel = new CancellationTokenSource();
        var moving = bench.MoveAsync(MoveBench.Request(), cancel.Token);
        await bench.Log.WaitForPluginLineAsync("apply-blocked=1");
        await cancel.CancelAsync();
        Assert.False(moving.IsCompleted);
        Assert.Empty(bench.Log.Reports("free"));
        File.WriteAllText(gate, "");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => moving);
        await FreedAsync(bench, 1);
    }

    [Theory]
    [InlineData("VERSION1")]
    [InlineData("VERSION2")]
    public async Task Move_CancelledDuringCallback_ReturnsAtOnceAndFreesLater(string version)
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        var plugins = await bench.LoadAsync(bench.Compile("moving.c", version, "BLOCK_CALLBACK_ON=" + NativeCompiler.Literal(gate)));
        using var cancel = new CancellationTokenSource();
        var moving = bench.MoveAsync(MoveBench.Request(), cancel.Token);
        await bench.Log.WaitForPluginLineAsync("callback-blocked=1");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => moving);
        var stopping = plugins.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(bench.Log.HasPluginLine("finalize"));
        File.WriteAllText(gate, "");
        await stopping;
        Assert.Equal(
            ["free=0", "finalize"],
            bench.Log.Lines.Select(l => l.Text["test-plugin: ".Length..]).Where(t => t is "free=0" or "finalize"));
    }

    [Fact]
    public async Task Move_GivenUpHalfway_FreesOnce()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", "SIZE=5"));
        var failure = await Assert.ThrowsAsync<IOException>(() => bench.MoveAsync(
            MoveBench.Request(), null, done => _ = done == 2 ? throw new IOException("The association is gone.") : 0));
        Assert.NotNull(failure);
        await FreedAsync(bench, 2);
    }

    [Fact]
    public async Task Move_SeveralAtOnce_UpToTheLimit()
    {
        await using var bench = new PluginBench { ConcurrentMoves = 2 };
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(bench.Compile("moving.c", "SIZE=1", "BLOCK_APPLY_ON=" + NativeCompiler.Literal(gate)));
        var moves = Enumerable.Range(0, 3).Select(_ => bench.MoveAsync(MoveBench.Request())).ToArray();
        await bench.Log.WaitForPluginLineAsync("apply-blocked=1", 2);

        // Both threads are taken: the third is not even told.
        Assert.Equal(2, bench.Log.Reports("level").Count);
        using var cancel = new CancellationTokenSource();
        var waiting = bench.MoveAsync(MoveBench.Request(), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        File.WriteAllText(gate, "");
        await Task.WhenAll(moves);
        await bench.StopAsync();
        Assert.Equal(["1", "1", "1"], bench.Log.Reports("free"));
        Assert.Equal(["0", "0", "0"], bench.Log.Reports("other-threads"));
    }

    [Fact]
    public async Task Move_OneNamedInstance_IsNamedInTheSuboperation()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", "SIZE=1", "FAIL_AT=1"));
        var identifier = new DicomDataSet();
        identifier.Set(Tags.QueryRetrieveLevel, "IMAGE");
        identifier.Set(Tags.SOPInstanceUID, "1.2.3.4.5");
        await foreach (var suboperation in bench.RetrieveHandler.RetrieveAsync(MoveBench.Request(identifier), TestContext.Current.CancellationToken))
            Assert.Equal(new DicomUid("1.2.3.4.5"), suboperation.SopInstanceUid);
    }

    [Fact]
    public async Task Move_WithoutDestination_IsNotForThePlugin()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c"));
        await FailsAsync(bench, MoveBench.Request(new DicomDataSet(), destination: null));
        Assert.Empty(bench.Log.Reports("level"));
    }

    private static IEnumerable<int> Codes(IEnumerable<DimseStatus> statuses) => statuses.Select(s => (int)s.Code);

    private static async Task<DimseStatusException> FailsAsync(PluginBench bench, RetrieveRequest request)
    {
        var failure = await Assert.ThrowsAsync<DimseStatusException>(() => bench.MoveAsync(request));
        Assert.Equal(0xC000, failure.Status.Code);
        return failure;
    }

    // The driver is freed after the request has ended; when the plugin has stopped, all are.
    private static async Task FreedAsync(PluginBench bench, int applied)
    {
        await bench.StopAsync();
        Assert.Equal($"{applied}", bench.Log.Report("free"));
    }
}
