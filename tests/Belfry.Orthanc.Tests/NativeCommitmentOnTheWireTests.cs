using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;
using Belfry.Services;
using Belfry.TestKit;

namespace Belfry.Orthanc.Tests;

/// <summary>What an SCU receives when native plugins answer for storage commitment, and what the plugins see of its job. The archive is a handler behind them.</summary>
public sealed class NativeCommitmentOnTheWireTests : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly PluginBench _bench = new();
    private readonly InMemoryModalities _modalities = new();
    private readonly ScriptedCommitment _archive = new() { Look = static (_, _) => ValueTask.FromResult(CommitmentOutcome.Failed(CommitmentFailureReason.NoSuchObjectInstance)) };
    private readonly ReportSink _sink = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("Section", "PS3.4 J.3.3")]
    public async Task Request_APluginTakesIt_IsReportedInItsOrderAndTheHandlerDestroyedOnce(int version)
    {
        await using var host = await HostAsync($"FIRST_VERSION={version}");
        var (report, job) = await CommitAsync(host, "1.1.0", "1.1.2", "1.1.0.1", "1.1.5", "1.2.15", "1.1.4");
        Assert.Equal(2, report.EventTypeId);
        Assert.Equal(["1.1.0", "1.1.0.1"], report.Committed.Select(UidOf));
        Assert.Equal([("1.1.2", 0x0112), ("1.1.5", 0x0119), ("1.2.15", 0x0110), ("1.1.4", 0x0122)], Failures(report));
        Assert.Equal((JobState.Success, $"{job.Id}"), (job.State, _bench.Log.Report("job")));
        await _bench.Log.WaitForPluginLineAsync("destroyed=2.25.1 6");
        await _bench.StopAsync();
        Assert.Single(_bench.Log.Reports("destroyed"));
        Assert.Empty(_archive.Begun);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Request_AllAreCommitted_IsAReportOfTypeOne(int version)
    {
        await using var host = await HostAsync($"FIRST_VERSION={version}");
        var (report, _) = await CommitAsync(host, "1.1.0", "1.1.0.1");
        Assert.Equal((1, 2, 0), (report.EventTypeId, report.Committed.Count, report.Failed.Count));
    }

    [Theory]
    [InlineData("FIRST_VERSION=1", "RESULT=15")]
    [InlineData("FIRST_VERSION=2", "RESULT=15")]
    [InlineData("FIRST_VERSION=1", "LOOKUP=NULL")]
    [Trait("Section", "PS3.4 J.3.3.1.2")]
    public async Task Request_TheFactoryFails_IsReportedWith0110ForAllAndNobodyElseIsAsked(params string[] definitions)
    {
        await using var host = await HostAsync(definitions);
        var (report, job) = await CommitAsync(host, "1.1.0", "1.1.0.1");
        Assert.Equal(2, report.EventTypeId);
        Assert.Empty(report.Committed);
        Assert.Equal([("1.1.0", 0x0110), ("1.1.0.1", 0x0110)], Failures(report));
        Assert.Equal(JobState.Success, job.State);
        Assert.Empty(_archive.Begun);
    }

    [Fact]
    public async Task Request_NoPluginTakesIt_IsTheArchivesWhole()
    {
        await using var host = await HostAsync("FACTORIES=3", "TAKER=0");
        var (report, _) = await CommitAsync(host, "1.1.0", "1.1.2");
        Assert.Equal([("1.1.0", 0x0112), ("1.1.2", 0x0112)], Failures(report));
        Assert.Equal(3, _bench.Log.Reports("asked").Count);
        Assert.Single(_archive.Begun);
        Assert.Empty(_bench.Log.Reports("destroyed"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Job_CancelledDuringALookup_ReportsNothingAndResubmittedHasAHandlerOfItsOwn(int version)
    {
        var gate = Path.Combine(_bench.Folder, "gate");
        await using var host = await HostAsync($"FIRST_VERSION={version}", "BLOCK_LOOKUP_ON=" + NativeCompiler.Literal(gate));
        await using var association = await host.AssociateAsync(_sink);
        await RequestAsync(association, "1.3.1");
        await _bench.Log.WaitForPluginLineAsync("lookup-blocked=1");
        var id = Assert.Single(await host.Jobs.ListAsync(Token)).Id;
        Assert.Equal(JobCommandResult.Done, await host.Jobs.DoAsync(id, JobCommand.Cancel, Token));
        Assert.Equal(JobError.Cancelled, (await host.Jobs.WaitForAsync(id, Token))?.Error);
        Assert.Empty(_bench.Log.Reports("destroyed"));
        File.WriteAllText(gate, "");
        await _bench.Log.WaitForPluginLineAsync("destroyed=2.25.1 1");
        Assert.Equal(0, _sink.Waiting);

        Assert.Equal(JobCommandResult.Done, await host.Jobs.DoAsync(id, JobCommand.Resubmit, Token));
        Assert.Equal(["1.3.1"], (await _sink.NextAsync(Token)).Report.Committed.Select(UidOf));
        await host.Jobs.WaitForAsync(id, Token);
        await _bench.StopAsync();
        Assert.Equal([$"{id}", $"{id}"], _bench.Log.Reports("job"));
        Assert.Equal(["2.25.1 1", "2.25.1 1"], _bench.Log.Reports("destroyed"));
    }

    [Theory]
    [InlineData("BLOCK_FACTORY_ON", "factory-blocked=1")]
    [InlineData("BLOCK_LOOKUP_ON", "lookup-blocked=1")]
    public async Task Job_PausedInACallbackAndResumed_KeepsTheHandlerAndAsksForTheRestOnly(string blocked, string line)
    {
        var gate = Path.Combine(_bench.Folder, "gate");
        await using var host = await HostAsync($"{blocked}={NativeCompiler.Literal(gate)}");
        var paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var observing = host.Jobs.Observe(job =>
        {
            if (job.State == JobState.Paused)
                paused.TrySetResult();
        });
        await using var association = await host.AssociateAsync(_sink);
        await RequestAsync(association, "1.1.0", "1.3.1", "1.1.2");
        await _bench.Log.WaitForPluginLineAsync(line);
        var id = Assert.Single(await host.Jobs.ListAsync(Token)).Id;
        await host.Jobs.DoAsync(id, JobCommand.Pause, Token);

        // A pause waits for a factory, and not for a lookup.
        if (blocked == "BLOCK_FACTORY_ON")
            File.WriteAllText(gate, "");
        await paused.Task.WaitAsync(_patience, Token);
        File.WriteAllText(gate, "");
        await host.Jobs.DoAsync(id, JobCommand.Resume, Token);
        var (report, _) = await _sink.NextAsync(Token);
        Assert.Equal(["1.1.0", "1.3.1"], report.Committed.Select(UidOf));
        Assert.Equal([("1.1.2", 0x0112)], Failures(report));
        await _bench.Log.WaitForPluginLineAsync("destroyed=2.25.1 3");
        Assert.Single(_bench.Log.Reports("asked"));
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        await _modalities.DisposeAsync();
    }

    private static string UidOf(ReferencedInstance reference) => reference.SopInstanceUid.Value;

    private static IEnumerable<(string Instance, int Reason)> Failures(CommitmentReport report) =>
        report.Failed.Select(static failed => (UidOf(failed.Instance), (int)failed.Reason));

    private static async Task RequestAsync(Association association, params string[] instances)
    {
        var action = new CommitmentAction(new DicomUid("2.25.1"), [.. instances.Select(static uid => new ReferencedInstance(Uids.CTImageStorage, new DicomUid(uid)))]);
        Assert.Equal(DimseStatus.Success, (await CommitmentHost.RequestAsync(association, action, Token)).Status);
    }

    private async Task<CommitmentHost> HostAsync(params string[] definitions)
    {
        await _bench.LoadAsync(_bench.Compile("committing.c", definitions));
        return await new CommitmentHost([_bench.CommitmentHandler, _archive], new MemoryJobStore(TimeProvider.System), _modalities).StartAsync();
    }

    private async Task<(CommitmentReport Report, Job Job)> CommitAsync(CommitmentHost host, params string[] instances)
    {
        await using var association = await host.AssociateAsync(_sink);
        await RequestAsync(association, instances);
        var (report, _) = await _sink.NextAsync(Token);
        var job = Assert.Single(await host.Jobs.ListAsync(Token));
        return (report, await host.Jobs.WaitForAsync(job.Id, Token) ?? job);
    }
}
