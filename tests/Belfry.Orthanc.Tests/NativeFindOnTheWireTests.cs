using Belfry.Dicom;
using Belfry.Network;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;
using Belfry.Services;
using Belfry.TestKit;

namespace Belfry.Orthanc.Tests;

/// <summary>What a peer receives when a native find callback answers.</summary>
public sealed class NativeFindOnTheWireTests
{
    private static readonly FindOptions s_options = FindOptions.Default with
    {
        Matching = MatchingPolicy.Baseline with { DefaultCharacterSet = SpecificCharacterSet.Latin1 },
        RetrieveAETitle = AETitle.Parse("BELFRY"),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Section", "PS3.4 C.4.1.1.3.2")]
    public async Task Find_Shaped_HasTheRequestedKeysOnly()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("finding.c", Item(bench, "W01")));
        var replies = await AskAsync(bench, Query("STUDY"));
        Assert.Equal([0xFF00, 0x0000], Codes(replies));
        var answer = Assert.IsType<DicomDataSet>(replies[0].DataSet);
        Assert.Equal(
            [Tags.AccessionNumber, Tags.QueryRetrieveLevel, Tags.RetrieveAETitle, Tags.PatientName, Tags.StudyID], answer.Select(e => e.Tag).Where(t => t != Tags.SpecificCharacterSet));
        Assert.Equal(("ACC26001", "STUDY", "BELFRY"), (answer.GetString(Tags.AccessionNumber), answer.GetString(Tags.QueryRetrieveLevel), answer.GetString(Tags.RetrieveAETitle)));
        Assert.True(answer.TryGetElement(Tags.StudyID, out var unknown) && unknown.IsEmpty);
        Assert.Null(replies[1].DataSet);
    }

    [Fact]
    public async Task Find_AsGiven_HasAllThatThePluginGave()
    {
        await using var bench = new PluginBench { FindAnswers = NativeFindAnswers.AsGiven };
        await bench.LoadAsync(bench.Compile("finding.c", Item(bench, "W01")));
        var replies = await AskAsync(bench, Query("STUDY"));
        Assert.Equal([0xFF00, 0x0000], Codes(replies));
        var answer = Assert.IsType<DicomDataSet>(replies[0].DataSet);
        foreach (var element in WorklistSamples.Read("W01"))
            Assert.True(answer.Contains(element.Tag) || element.Tag == Tags.SpecificCharacterSet, element.Tag.ToString());
        Assert.False(answer.Contains(Tags.StudyID));
        Assert.Equal("STUDY", answer.GetString(Tags.QueryRetrieveLevel));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("PATIENT")]
    [InlineData("NONSENSE")]
    [Trait("Section", "PS3.4 C.4.1.1.3.1")]
    public async Task Find_LevelAbsentOrWrong_ReachesThePlugin(string? level)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("finding.c", "DUMP_KEYS"));
        Assert.Equal([0x0000], Codes(await AskAsync(bench, Query(level))));
        Assert.Equal(level is null ? 0 : 1, bench.Log.Reports("key").Count(k => k.EndsWith($"QueryRetrieveLevel [{level}]", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Find_TextOutsideTheRequestsCharacterSet_LosesNothing()
    {
        await using var bench = new PluginBench();
        var item = new DicomDataSet();
        item.Set(Tags.SpecificCharacterSet, "ISO_IR 144");
        item.Set(Tags.SOPClassUID, "1.2");
        item.Set(Tags.SOPInstanceUID, "1.2.3");
        item.Set(Tags.PatientName, "Иванов^Иван");
        var path = Path.Combine(bench.Folder, "cyrillic.dcm");
        File.WriteAllBytes(path, new DicomFile(item, TransferSyntax.ImplicitVRLittleEndian).ToBytes());
        await bench.LoadAsync(bench.Compile("finding.c", "ITEM=" + NativeCompiler.Literal(path)));
        var query = Query("STUDY");
        query.Set(Tags.SpecificCharacterSet, "ISO_IR 100");
        Assert.Equal("Иванов^Иван", (await AskAsync(bench, query))[0].DataSet?.GetString(Tags.PatientName));
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.1.1.4")]
    public async Task Find_Incomplete_SendsAnswersAndFE00()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("finding.c", Item(bench, "W01"), "FIND_TIMES=3", "INCOMPLETE"));
        Assert.Equal([0xFF00, 0xFF00, 0xFF00, 0xFE00], Codes(await AskAsync(bench, Query("STUDY"))));
    }

    [Fact]
    public async Task Find_CallbackFails_IsC000WithoutAnswers()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("finding.c", Item(bench, "W01"), "RESULT=1000001"));
        var reply = Assert.Single(await AskAsync(bench, Query("STUDY")));
        Assert.Equal(0xC000, reply.Status.Code);
        Assert.Null(reply.DataSet);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.1.3")]
    public async Task Find_CancelledWhileTheCallbackRuns_IsFE00AtOnceWithoutData()
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(bench.Compile("finding.c", Item(bench, "W01"), "BLOCK_ON=" + NativeCompiler.Literal(gate)));
        await using var host = new ServiceHost(null, s_options, find: bench.FindHandler);
        await using var association = await host.AssociateAsync(QueryRetrieveModel.StudyRoot);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var asking = ServiceHost.FindAsync(association, QueryRetrieveModel.StudyRoot, Query("STUDY"), cancel.Token);
        await bench.Log.WaitForPluginLineAsync("blocked=1");
        await cancel.CancelAsync();
        var reply = Assert.Single(await asking);
        Assert.Equal(DimseStatus.Cancel, reply.Status);
        Assert.Null(reply.DataSet);
        File.WriteAllText(gate, "");

        // The association goes on, and so does the plugin.
        Assert.Equal([0xFF00, 0x0000], Codes(await ServiceHost.FindAsync(association, QueryRetrieveModel.StudyRoot, Query("STUDY"), Token)));
    }

    private static async Task<List<DimseReply>> AskAsync(PluginBench bench, DicomDataSet query)
    {
        await using var host = new ServiceHost(null, s_options, find: bench.FindHandler);
        await using var association = await host.AssociateAsync(QueryRetrieveModel.StudyRoot);
        return await ServiceHost.FindAsync(association, QueryRetrieveModel.StudyRoot, query, Token);
    }

    private static DicomDataSet Query(string? level)
    {
        var query = new DicomDataSet();
        if (level is not null)
            query.Set(Tags.QueryRetrieveLevel, level);
        query.SetEmpty(Tags.AccessionNumber);
        query.SetEmpty(Tags.PatientName);
        query.SetEmpty(Tags.StudyID);
        return query;
    }

    private static IEnumerable<int> Codes(IEnumerable<DimseReply> replies) => replies.Select(r => (int)r.Status.Code);

    private static string Item(PluginBench bench, string name) => "ITEM=" + NativeCompiler.Literal(bench.WriteItem(name));
}
