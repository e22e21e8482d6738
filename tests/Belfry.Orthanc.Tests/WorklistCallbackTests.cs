using Belfry.Dicom;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;

namespace Belfry.Orthanc.Tests;

public sealed partial class WorklistCallbackTests
{
    private static readonly DimseStatus s_unableToProcess = new(0xC000);

    [Fact]
    public async Task Ask_V1_GivesAETitlesAndGathersAnswers()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("answering.c", Item(bench, "W01")));
        var request = PluginBench.Request();
        var answer = Assert.Single(await bench.AskAsync(request));
        Assert.Equal("ACC26001", answer.GetString(Tags.AccessionNumber));
        Assert.Equal(("MODALITY", "ARCHIVE"), (bench.Log.Report("issuer"), bench.Log.Report("called")));
        Assert.Equal(("0", "0", "1", "0"), (bench.Log.Report("read"), bench.Log.Report("ismatch"), bench.Log.Report("match"), bench.Log.Report("add")));
        Assert.False(request.IsIncomplete);
    }

    [Fact]
    public async Task Ask_V2_GivesTheConnection()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("answering.c", "VERSION2", Item(bench, "W01")));
        Assert.Single(await bench.AskAsync(PluginBench.Request()));
        Assert.Equal(("0", "MODALITY"), (bench.Log.Report("remote-aet-code"), bench.Log.Report("remote-aet")));
        Assert.Equal(("0", "192.0.2.7"), (bench.Log.Report("remote-ip-code"), bench.Log.Report("remote-ip")));
        Assert.Equal(("0", "ARCHIVE"), (bench.Log.Report("called-aet-code"), bench.Log.Report("called-aet")));
        Assert.Equal(("35", "35"), (bench.Log.Report("null-connection"), bench.Log.Report("null-target")));
    }

    [Fact]
    public async Task Ask_NoMatchButAdded_StillAnswers()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("answering.c", Item(bench, "W01")));
        var identifier = new DicomDataSet();
        identifier.Set(Tags.AccessionNumber, "SOMETHING ELSE");
        Assert.Single(await bench.AskAsync(PluginBench.Request(identifier)));
        Assert.Equal("0", bench.Log.Report("match"));
    }

    [Fact]
    public async Task Ask_ItemWithInstance_AnswersWithoutIt()
    {
        await using var bench = new PluginBench();
        var path = bench.WriteItem("W01");
        var file = DicomFile.Parse(File.ReadAllBytes(path));
        file.DataSet.Set(Tags.SOPInstanceUID, "1.2.3");
        File.WriteAllBytes(path, file.ToBytes());
        await bench.LoadAsync(bench.Compile("answering.c", "ITEM=" + NativeCompiler.Literal(path)));
        var answer = Assert.Single(await bench.AskAsync(PluginBench.Request()));
        Assert.False(answer.Contains(Tags.SOPInstanceUID));
    }

    [Theory]
    [InlineData(15, "15 (BadFileFormat)")]
    [InlineData(-1, "-1 (InternalError)")]
    [InlineData(1000007, "1000007 (a code of its own)")]
    public async Task Ask_CallbackReturnsError_FailsAndDropsAnswers(int code, string text)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("answering.c", Item(bench, "W01"), $"RESULT={code}"));
        var failure = await Assert.ThrowsAsync<DimseStatusException>(() => bench.AskAsync(PluginBench.Request()));
        Assert.Equal(s_unableToProcess, failure.Status);
        Assert.Contains(text, failure.Comment, StringComparison.Ordinal);
        Assert.Contains(bench.Log.Lines, l => l.Id.Id == 5030 && l.Text.EndsWith("1 answers are dropped", StringComparison.Ordinal));
        Assert.Equal("0", bench.Log.Report("add"));
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "")]
    [InlineData(1, "THROW_NUMBER")]
    public async Task Ask_CallbackThrows_EndsTheRequestAndNotTheServer(int where, string what)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("throwing.cpp", $"THROW_IN={where}", what.Length == 0 ? "THROW_TEXT" : what));
        for (var i = 0; i < 3; i++)
        {
            var failure = await Assert.ThrowsAsync<DimseStatusException>(() => bench.AskAsync(PluginBench.Request()));
            Assert.Equal(s_unableToProcess, failure.Status);
            Assert.Contains(
                what.Length == 0 ? "thrown in callback" : "no std::exception", failure.InnerException?.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Load_InitialiseThrows_NamesThePlugin()
    {
        await using var bench = new PluginBench();
        var path = bench.Compile("throwing.cpp", "THROW_IN=3", "PLUGIN_NAME=\"thrower\"");
        var failure = await Assert.ThrowsAsync<OrthancPluginException>(() => bench.LoadAsync(path));
        Assert.Contains("'thrower'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("thrown in initialize", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_FinaliseThrows_IsLoggedAndTheOthersFollow()
    {
        await using var bench = new PluginBench();
        var plugins = await bench.LoadAsync(
            bench.Compile("throwing.cpp", "THROW_IN=4", "PLUGIN_NAME=\"thrower\""), bench.Compile("registering.c", "PLUGIN_NAME=\"next\""));
        await plugins.StopAsync(TestContext.Current.CancellationToken);
        Assert.Contains(bench.Log.Lines, l => l.Id.Id == 5004);
        Assert.Contains(bench.Log.Lines, l => l.Text == "next: finalize");
    }

    [Fact]
    public async Task Load_WithoutGuardLibrary_WarnsAndServes()
    {
        await using var bench = new PluginBench { GuardLibrary = "/nonexistent/libbelfry_guard.so" };
        await bench.LoadAsync(bench.Compile("answering.c", Item(bench, "W01")));
        Assert.Contains(bench.Log.Lines, l => l.Id.Id == 5002);
        Assert.Single(await bench.AskAsync(PluginBench.Request()));
    }

    [Fact]
    public async Task Ask_Garbage_GivesErrorCodes()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("answering.c", "GARBAGE"));
        Assert.Empty(await bench.AskAsync(PluginBench.Request()));
        Assert.Equal("15", bench.Log.Report("add-garbage"));
        Assert.Equal(("15", "-1"), (bench.Log.Report("match-garbage"), bench.Log.Report("match-garbage-result")));
        Assert.Equal("15", bench.Log.Report("add-nothing"));
        Assert.Equal(("35", "35"), (bench.Log.Report("add-null-answers"), bench.Log.Report("add-null-query")));
        Assert.Equal("1", bench.Log.Report("add-swapped"));
    }

    [Fact]
    public async Task Ask_MarkIncomplete_KeepsAnswersAndSaysSo()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("answering.c", Item(bench, "W01"), "INCOMPLETE"));
        var request = PluginBench.Request();
        Assert.Single(await bench.AskAsync(request));
        Assert.True(request.IsIncomplete);
        Assert.Equal("0", bench.Log.Report("incomplete"));
    }

    [Fact]
    public async Task GetDicomQuery_ImplicitContext_GivesAFileInThatSyntax()
    {
        await using var bench = new PluginBench();
        var saved = Path.Combine(bench.Folder, "query.dcm");
        await bench.LoadAsync(bench.Compile("answering.c", "SAVE_QUERY=" + NativeCompiler.Literal(saved)));
        var step = new DicomDataSet();
        step.Set(Tags.Modality, "CT");
        var study = new DicomDataSet();
        study.SetEmpty(Tags.ReferencedSOPClassUID);
        study.SetEmpty(Tags.ReferencedSOPInstanceUID);
        var identifier = new DicomDataSet();
        identifier.Set(Tags.PatientName, "Müller^*");
        identifier.Set(Tags.ScheduledProcedureStepSequence, step);
        identifier.Set(Tags.ReferencedStudySequence, study);
        var request = new WorklistRequest(new WorklistQuery(identifier), PluginBench.Connection)
        {
            TransferSyntax = TransferSyntax.ImplicitVRLittleEndian,
        };
        await bench.AskAsync(request);
        var file = DicomFile.Parse(File.ReadAllBytes(saved));
        Assert.Equal(TransferSyntax.ImplicitVRLittleEndian, file.TransferSyntax);
        Assert.Equal("1.2.840.10008.5.1.4.31", file.FileMeta.GetString(Tags.MediaStorageSOPClassUID));
        Assert.StartsWith("2.25.", file.FileMeta.GetString(Tags.MediaStorageSOPInstanceUID), StringComparison.Ordinal);
        Assert.Equal("Müller^*", file.DataSet.GetString(Tags.PatientName));
        Assert.Equal("CT", file.DataSet.GetSequence(Tags.ScheduledProcedureStepSequence)[0].GetString(Tags.Modality));
        Assert.Empty(file.DataSet.GetSequence(Tags.ReferencedStudySequence));
        Assert.True(file.DataSet.Contains(Tags.ReferencedStudySequence));
        Assert.Single(identifier.GetSequence(Tags.ReferencedStudySequence));
    }

    [Fact]
    public async Task Ask_CancelledWhileWaiting_LeavesTheLaneToOthers()
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(bench.Compile("answering.c", "BLOCK_ON=" + NativeCompiler.Literal(gate)));
        var first = bench.AskAsync(PluginBench.Request());
        await bench.Log.WaitForPluginLineAsync("blocked=1");
        using var cancel = new CancellationTokenSource();
        var waiting = bench.AskUntilAsync(PluginBench.Request(), cancel.Token);
        Assert.False(waiting.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        File.WriteAllText(gate, "");
        Assert.Empty(await first);
        Assert.Single(bench.Log.Reports("blocked"));
        Assert.Empty(await bench.AskAsync(PluginBench.Request()));
    }

    [Fact]
    public async Task Ask_CancelledWhileRunning_ReturnsAtOnceAndTheCallbackEnds()
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        var plugins = await bench.LoadAsync(bench.Compile("answering.c", "BLOCK_ON=" + NativeCompiler.Literal(gate)));
        using var cancel = new CancellationTokenSource();
        var running = bench.AskUntilAsync(PluginBench.Request(), cancel.Token);
        await bench.Log.WaitForPluginLineAsync("blocked=1");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        var stopping = plugins.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(bench.Log.HasPluginLine("finalize"));
        File.WriteAllText(gate, "");
        await stopping;
        Assert.True(bench.Log.HasPluginLine("finalize"));
    }

    [Fact]
    public async Task Ask_Twice_LeavesNoHandles()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("answering.c", Item(bench, "W01")));
        await bench.AskAsync(PluginBench.Request());
        Assert.Equal(0, bench.LiveHandles);
    }

    private static string Item(PluginBench bench, string name) => "ITEM=" + NativeCompiler.Literal(bench.WriteItem(name));
}
