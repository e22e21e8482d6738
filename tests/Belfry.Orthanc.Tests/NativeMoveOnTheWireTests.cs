using Belfry.Dicom;
using Belfry.Network;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.TestKit;

namespace Belfry.Orthanc.Tests;

/// <summary>What a peer receives when a native move callback serves its C-MOVE.</summary>
public sealed class NativeMoveOnTheWireTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 0, "0000H -/1/0/0")]
    [InlineData(3, 0, "FF00H 2/1/0/0", "FF00H 1/2/0/0", "0000H -/3/0/0")]
    [InlineData(0, 0, "0000H -/0/0/0")]
    [InlineData(3, 2, "FF00H 2/1/0/0", "FF00H 1/1/1/0", "B000H -/2/1/0")]
    [InlineData(3, 3, "FF00H 2/1/0/0", "FF00H 1/2/0/0", "B000H -/2/1/0")]
    [InlineData(3, -1, "FF00H 2/0/1/0", "FF00H 1/0/2/0", "A702H -/0/3/0")]
    [Trait("Section", "PS3.7 9.3.4.2")]
    public async Task Move_Suboperations_AreCountedByTheStandard(int size, int failAt, params string[] expected)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", $"SIZE={size}", $"FAIL_AT={failAt}"));
        Assert.Equal(expected, (await MoveAsync(bench)).Select(Text));
        await bench.StopAsync();
        Assert.Equal($"{size}", bench.Log.Report("free"));
    }

    [Fact]
    public async Task Move_DestinationUnknownToTheServer_ReachesThePluginTrimmed()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", "SIZE=1"));
        Assert.Equal(["0000H -/1/0/0"], (await MoveAsync(bench, " SOMEWHERE ")).Select(Text));
        Assert.Equal("SOMEWHERE", bench.Log.Report("target"));
        Assert.Equal(("WORKSTATION", "BELFRY"), (bench.Log.Report("originator"), bench.Log.Report("source")));
        Assert.NotEqual("0", bench.Log.Report("id"));
    }

    [Theory]
    [InlineData("moving.c", "NULL_DRIVER", null)]
    [InlineData("moving.c", "APPLY=NULL", null)]
    [InlineData("moving.c", "SIZE=1", "NONSENSE")]
    [InlineData("moving_throwing.cpp", "THROW_IN=\"callback\"", null)]
    [InlineData("moving_throwing.cpp", "THROW_IN=\"size\"", null)]
    public async Task Move_CannotBegin_IsC000(string source, string definition, string? level)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile(source, definition));
        var identifier = RetrieveHost.Study();
        if (level is not null)
            identifier.Set(Tags.QueryRetrieveLevel, level);
        for (var i = 0; i < 2; i++)
        {
            var reply = Assert.Single(await MoveAsync(bench, identifier: identifier));
            Assert.Equal(0xC000, reply.Status.Code);
            Assert.Null(reply.DataSet);
        }
    }

    [Fact]
    public async Task Move_WithoutLevel_ReachesThePlugin()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", "SIZE=1"));
        var identifier = new DicomDataSet();
        identifier.Set(Tags.AccessionNumber, "A1");
        Assert.Equal(["0000H -/1/0/0"], (await MoveAsync(bench, identifier: identifier)).Select(Text));
        Assert.Equal(("4", "A1"), (bench.Log.Report("level"), bench.Log.Report("accession")));
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2.1.5")]
    public async Task Move_OneInstanceFails_IsNamed()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", "SIZE=1", "FAIL_AT=1"));
        var identifier = new DicomDataSet();
        identifier.Set(Tags.QueryRetrieveLevel, "IMAGE");
        identifier.Set(Tags.SOPInstanceUID, "1.2.3.4.5");
        var reply = Assert.Single(await MoveAsync(bench, identifier: identifier));
        Assert.Equal("A702H -/0/1/0", Text(reply));
        Assert.Equal("1.2.3.4.5", reply.DataSet?.GetString(Tags.FailedSOPInstanceUIDList));
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2.3")]
    public async Task Move_CancelledDuringApply_CountsItAndStops()
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(bench.Compile("moving.c", "SIZE=5", "BLOCK_APPLY_ON=" + NativeCompiler.Literal(gate)));
        var observed = new ObservedRetrieve(bench.RetrieveHandler);
        await using var host = new RetrieveHost(observed);
        await using var association = await host.AssociateAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var moving = RetrieveHost.MoveAsync(association, "STATION", cancellation: cancel.Token);
        await bench.Log.WaitForPluginLineAsync("apply-blocked=1");
        await cancel.CancelAsync();
        await observed.Cancelled;
        File.WriteAllText(gate, "");
        Assert.Equal("FE00H 4/1/0/0", Text((await moving)[^1]));
        await bench.StopAsync();
        Assert.Equal("1", bench.Log.Report("free"));
    }

    [Fact]
    public async Task Move_AssociationLostDuringApply_FreesTheDriver()
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(bench.Compile("moving.c", "SIZE=5", "BLOCK_APPLY_ON=" + NativeCompiler.Literal(gate)));
        await using var host = new RetrieveHost(bench.RetrieveHandler);
        var association = await host.AssociateAsync();
        var moving = RetrieveHost.MoveAsync(association, "STATION", cancellation: Token);
        await bench.Log.WaitForPluginLineAsync("apply-blocked=1");
        await association.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => moving);
        File.WriteAllText(gate, "");
        await bench.Log.WaitForPluginLineAsync("free=1");
        await bench.StopAsync();
        Assert.Equal("1", bench.Log.Report("free"));
    }

    [Fact]
    public async Task Move_ServerStopsDuringApply_FreesTheDriverBeforeTheFinalisation()
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(bench.Compile("moving.c", "SIZE=5", "BLOCK_APPLY_ON=" + NativeCompiler.Literal(gate)));
        await using var host = new RetrieveHost(bench.RetrieveHandler);
        await using var association = await host.AssociateAsync();
        var moving = RetrieveHost.MoveAsync(association, "STATION", cancellation: Token);
        await bench.Log.WaitForPluginLineAsync("apply-blocked=1");
        var stopping = host.DisposeAsync().AsTask();
        File.WriteAllText(gate, "");
        await stopping;
        await bench.StopAsync();
        await moving.ContinueWith(static _ => { }, Token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var ends = bench.Log.Lines.Select(l => l.Text["test-plugin: ".Length..]).Where(t => t.StartsWith("free=", StringComparison.Ordinal) || t == "finalize").ToArray();
        Assert.Equal(2, ends.Length);
        Assert.Equal("finalize", ends[1]);
    }

    [Fact]
    public async Task Move_SeventyThousand_CountersStayAtTheirLargest()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c", "SIZE=70000"));
        var replies = await MoveAsync(bench);
        Assert.Equal(70000, replies.Count);
        Assert.Equal("FF00H 65535/1/0/0", Text(replies[0]));
        Assert.Equal("FF00H 1/65535/0/0", Text(replies[^2]));
        Assert.Equal("0000H -/65535/0/0", Text(replies[^1]));
        await bench.StopAsync();
        Assert.Equal("70000", bench.Log.Report("free"));
    }

    [Fact]
    public async Task Get_IsNotForAMovePlugin()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("moving.c"));
        await using var host = new RetrieveHost(bench.RetrieveHandler);
        await using var association = await host.AssociateAsync();
        Assert.Equal(0xC000, Assert.Single(await RetrieveHost.GetAsync(association, cancellation: Token)).Status.Code);
        Assert.Empty(bench.Log.Reports("level"));
    }

    private static async Task<List<DimseReply>> MoveAsync(PluginBench bench, string destination = "STATION", DicomDataSet? identifier = null)
    {
        await using var host = new RetrieveHost(bench.RetrieveHandler);
        await using var association = await host.AssociateAsync();
        return await RetrieveHost.MoveAsync(association, destination, identifier, cancellation: Token);
    }

    private static string Text(DimseReply reply) => reply.Response is CMoveResponse move
        ? $"{move.Status} {move.RemainingSuboperations?.ToString() ?? "-"}/{move.CompletedSuboperations}/{move.FailedSuboperations}/{move.WarningSuboperations}"
        : reply.Response.ToString() ?? "";
}
