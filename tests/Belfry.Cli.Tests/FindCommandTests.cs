using System.Runtime.CompilerServices;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Cli.Tests;

public sealed class FindCommandTests
{
    private static readonly DicomDataSet[] _items =
    [
        LoopbackPeer.Item("Doe^Jane", "P1", "CT"), LoopbackPeer.Item("Doe^John", "P22", "MR"), LoopbackPeer.Item("山田^太郎", "P3", "CT"),
    ];

    [Fact]
    public async Task Find_Table_HasAColumnForEachKeyAndARowForEachAnswer()
    {
        await using var peer = await LoopbackPeer.StartAsync(ScriptedWorklist.Of(_items));
        var run = await ToolRun.RunAsync(
            "find", peer.Address, "--only", "-k", "PatientName", "-k", "PatientID", "-k", "ScheduledProcedureStepSequence.Modality=CT");
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Equal(
        [
            "PatientName  PatientID  Modality",
            "-----------  ---------  --------",
            "Doe^Jane     P1         CT",
            "山田^太郎    P3         CT",
            "2 answers",
        ], run.Lines);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task Find_QueryThatThePeerEnded_SaysThatThereIsMore()
    {
        await using var peer = await LoopbackPeer.StartAsync(new ScriptedWorklist((request, cancellation) =>
        {
            request.MarkIncomplete();
            return ScriptedWorklist.AsyncOf(_items, cancellation);
        }));
        var run = await ToolRun.RunAsync("find", peer.Address, "--only", "-k", "PatientName");
        Assert.Equal((ExitCodes.Partly, "3 answers"), (run.Code, run.Lines[^1]));
        Assert.Contains("FE00H", run.Errors);
        Assert.Contains("not all answers", run.Errors);
    }

    [Fact]
    public async Task Find_KeyWithoutOnly_KeepsTheColumnsOfTheModel()
    {
        await using var peer = await LoopbackPeer.StartAsync(ScriptedWorklist.Of(_items));
        var run = await ToolRun.RunAsync("find", peer.Address, "-k", "PatientName=Doe*", "-k", "(0008,0090)");
        Assert.Contains("ScheduledProcedureStepStartDate", run.Lines[0]);
        Assert.Contains("AccessionNumber", run.Lines[0]);
        Assert.EndsWith("ReferringPhysicianName", run.Lines[0]);
        Assert.Equal("2 answers", run.Lines[^1]);
    }

    [Fact]
    public async Task Find_Answer_CannotSteerTheTerminal()
    {
        var bytes = LoopbackPeer.Item("Doe", "P{[2J}", "CT").ToBytes(TransferSyntax.ExplicitVRLittleEndian);
        bytes.AsSpan().Replace((byte)'{', (byte)0x1B);
        bytes.AsSpan().Replace((byte)'}', (byte)0x07);
        await using var peer = await LoopbackPeer.StartAsync(ScriptedWorklist.Of(DicomFile.Parse(bytes).DataSet));
        var run = await ToolRun.RunAsync("find", peer.Address, "--only", "-k", "PatientID");
        Assert.Equal("1 answer", run.Lines[^1]);
        Assert.DoesNotContain(run.Output, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    [Trait("Section", "PS3.18 F.2")]
    public async Task Find_Json_IsAListOfTheJsonModel()
    {
        await using var peer = await LoopbackPeer.StartAsync(ScriptedWorklist.Of(_items));
        var run = await ToolRun.RunAsync("find", peer.Address, "--json", "--only", "-k", "PatientName", "-k", "PatientID=P*");
        Assert.Equal(ExitCodes.Success, run.Code);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(["P1", "P22", "P3"], json.RootElement.EnumerateArray().Select(answer => answer.GetProperty("00100020").GetProperty("Value")[0].GetString()));
        Assert.Equal("山田^太郎", json.RootElement[2].GetProperty("00100010").GetProperty("Value")[0].GetProperty("Alphabetic").GetString());
    }

    [Theory]
    [InlineData("0 answers\n")]
    [InlineData("[]\n", "--json")]
    public async Task Find_NothingMatches_EndsWithNothingFound(string output, params string[] options)
    {
        await using var peer = await LoopbackPeer.StartAsync(ScriptedWorklist.Of(_items));
        var run = await ToolRun.RunAsync(["find", peer.Address, "-k", "PatientID=NONE", .. options]);
        Assert.Equal((ExitCodes.NothingFound, output), (run.Code, run.Output));
    }

    [Fact]
    [Trait("Section", "PS3.7 9.3.2.3")]
    public async Task Find_CancelAfter_EndsAQueryThatHasNoEnd()
    {
        var ended = new TaskCompletionSource();
        await using var peer = await LoopbackPeer.StartAsync(new ScriptedWorklist((_, cancellation) => ForEverAsync(ended, cancellation)));
        var run = await ToolRun.RunAsync("find", peer.Address, "--only", "-k", "PatientID", "--cancel-after", "3");
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.True(run.Lines.Length >= 2 + 3 + 1, run.Output);
        Assert.EndsWith(" answers", run.Lines[^1]);
        await ended.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Find_FailureStatus_EndsWithRefusedAndSaysWhy()
    {
        await using var peer = await LoopbackPeer.StartAsync(ScriptedWorklist.Failing(new DimseStatusException(new DimseStatus(0xC123), "no such station")));
        var run = await ToolRun.RunAsync("find", peer.Address);
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Equal("belfry: The query failed with C123H: no such station\n", run.Errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Find_FailureAfterAnswers_ShowsThemAndReleases(bool isJson)
    {
        await using var peer = await LoopbackPeer.StartAsync(new ScriptedWorklist((_, _) => TwoThenFailAsync()));
        string[] options = isJson ? ["--json"] : [];

        var run = await ToolRun.RunAsync(["find", peer.Address, "--only", "-k", "PatientID", .. options]);

        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Equal("belfry: The query failed with C123H: the database is gone\n", run.Errors);
        Assert.Contains("P1", run.Output);
        Assert.Contains("P22", run.Output);
        if (isJson)
            Assert.Equal(2, JsonDocument.Parse(run.Output).RootElement.GetArrayLength());
        else
            Assert.Equal("2 answers before the failure", run.Lines[^1]);
        await peer.DisposeAsync();
        Assert.Equal(AssociationEndReason.ReleasedByPeer, peer.LastAssociation?.EndReason);
    }

    [Fact]
    public async Task Find_ModelThatIsNotServed_EndsWithRefused()
    {
        await using var peer = await LoopbackPeer.StartAsync(ScriptedWorklist.Of(_items));
        var run = await ToolRun.RunAsync("find", peer.Address, "--study-root");
        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains("does not offer", run.Errors);
    }

    [Fact]
    public async Task Find_NobodyThere_EndsWithNetwork() => Assert.Equal(ExitCodes.Network, (await ToolRun.RunAsync("find", LoopbackPeer.Nobody)).Code);

    [Fact]
    public async Task Find_IdentifierFromJson_AsksItsKeysAlone()
    {
        DicomDataSet? asked = null;
        await using var peer = await LoopbackPeer.StartAsync(new ScriptedWorklist((request, cancellation) =>
        {
            asked = request.Query.Identifier;
            return ScriptedWorklist.AsyncOf([_items[1]], cancellation);
        }));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """{ "00100020" : { "vr" : "LO", "Value" : ["P22"] }, "00100010" : { "vr" : "PN" } }""", TestContext.Current.CancellationToken);
            var run = await ToolRun.RunAsync("find", peer.Address, "--identifier", file);
            Assert.Equal(ExitCodes.Success, run.Code);
            Assert.Contains("Doe^John", run.Output);
            Assert.Equal([Tags.PatientName, Tags.PatientID], asked?.Select(element => element.Tag));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async IAsyncEnumerable<DicomDataSet> TwoThenFailAsync()
    {
        yield return _items[0];
        yield return _items[1];
        await Task.Yield();
        throw new DimseStatusException(new DimseStatus(0xC123), "the database is gone");
    }

    private static async IAsyncEnumerable<DicomDataSet> ForEverAsync(TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                yield return _items[0];
                await Task.Yield();
            }
        }
        finally
        {
            // By the token, or because the server takes no more answers: whichever comes first.
            ended.SetResult();
        }
    }
}
