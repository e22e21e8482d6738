using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Orthanc.Tests;

/// <summary>The life of storage commitment handlers of plugins, and what runs beside them.</summary>
public sealed partial class CommitmentLifeTests
{
    [Fact]
    public async Task Dispose_Twice_DestroysOnce()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c"));
        var request = CommitmentBench.Request("1.2.3", "1.1.0");
        var commitment = await bench.BeginAsync(request);
        await commitment.AnswerAllAsync(request.References);
        Assert.Empty(bench.Log.Reports("destroyed"));
        await commitment.DisposeAsync();
        await commitment.DisposeAsync();
        Assert.Equal("1.2.3 1", bench.Log.Report("destroyed"));
        await bench.StopAsync();
        Assert.Single(bench.Log.Reports("destroyed"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => commitment.AnswerAllAsync(request.References));
    }

    [Fact]
    public async Task Dispose_DestructorThrows_IsLoggedAndTheNextIsServed()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing_throwing.cpp", "THROW_IN=\"destructor\""));
        for (var i = 1; i <= 2; i++)
            Assert.Equal([("1.1.0", null)], await bench.CommitAsync(CommitmentBench.Request($"1.2.{i}", "1.1.0")));
        Assert.Equal(["1.2.1 1", "1.2.2 1"], bench.Log.Reports("destroyed"));
        Assert.Equal(2, bench.Log.Lines.Count(l => l.Id.Id == 5042));
    }

    [Fact]
    public async Task Answer_AgainAfterAPause_KeepsTheHandlerAndAsksForTheRest()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c", "REPORT_LOOKUPS"));
        string[] instances = [.. Enumerable.Range(0, 600).Select(i => $"1.1.0.{i}")];
        var request = CommitmentBench.Request("1.2.3", instances);
        var commitment = await bench.BeginAsync(request);
        var answered = new List<string>();
        using (var pause = new CancellationTokenSource())
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (var answer in commitment.AnswerAsync(request.References, pause.Token))
                {
                    answered.Add(answer.Instance.SopInstanceUid.Value);
                    if (answered.Count == 10)
                        await pause.CancelAsync();
                }
            });
        }

        var rest = await commitment.AnswerAllAsync([.. request.References.Skip(answered.Count)]);
        answered.AddRange(rest.Select(a => a.Instance.SopInstanceUid.Value));
        Assert.Equal(instances, answered);
        await commitment.DisposeAsync();

        // Nothing is asked for twice, whatever was found and not fetched when the pause came.
        Assert.Equal("1.2.3 600", bench.Log.Report("destroyed"));
        Assert.Single(bench.Log.Reports("asked"));
    }

    [Fact]
    public async Task Begin_CancelledDuringTheFactory_ReturnsAtOnceAndDestroysLater()
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        var plugins = await bench.LoadAsync(bench.Compile("committing.c", "BLOCK_FACTORY_ON=" + NativeCompiler.Literal(gate)));
        using var cancel = new CancellationTokenSource();
        var beginning = bench.CommitmentHandler.BeginAsync(CommitmentBench.Request("1.2.3", "1.1.0"), cancel.Token).AsTask();
        await bench.Log.WaitForPluginLineAsync("factory-blocked=1");

        // Another one waits for the factory, and is not seen by the plugin when it is cancelled while it waits.
        var waiting = bench.CommitmentHandler.BeginAsync(CommitmentBench.Request("1.2.4", "1.1.0"), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => beginning);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var stopping = plugins.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(stopping.IsCompleted);
        File.WriteAllText(gate, "");
        await stopping;
        Assert.Equal("1.2.3", bench.Log.Report("transaction"));
        Assert.Equal(["destroyed=1.2.3 0", "finalize"], LastLines(bench));
    }

    [Fact]
    public async Task Stop_OpenTransactions_DestroysThemBeforeFinalising()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c"));
        var first = await bench.BeginAsync(CommitmentBench.Request("1.2.1", "1.1.0"));
        var second = await bench.BeginAsync(CommitmentBench.Request("1.2.2", "1.1.0"));
        await bench.StopAsync();
        Assert.Equal(["1.2.1 0", "1.2.2 0"], bench.Log.Reports("destroyed").Order(StringComparer.Ordinal));
        Assert.Equal("finalize", LastLines(bench)[^1]);
        await first.DisposeAsync();
        await second.DisposeAsync();
        Assert.Equal(2, bench.Log.Reports("destroyed").Count);
        await Assert.ThrowsAnyAsync<Exception>(() => bench.BeginAsync(CommitmentBench.Request("1.2.3", "1.1.0")));
    }

    [Fact]
    public async Task Begin_AgainAfterARestart_CallsTheFactoryAgainWithAllReferences()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c", "REPORT_LOOKUPS"));
        var request = CommitmentBench.Request("1.2.3", "1.1.0", "1.1.2", "1.1.5");
        var old = await bench.BeginAsync(request);
        await bench.StopAsync();
        await old.DisposeAsync();
        await bench.LoadAsync(bench.Compile("committing.c", "REPORT_LOOKUPS"));
        await using var commitment = await bench.BeginAsync(request);
        var answers = await commitment.AnswerAllAsync([.. request.References.Skip(1)]);
        Assert.Equal(request.References.Skip(1), answers.Select(a => a.Instance));
        Assert.Equal([CommitmentBench.JobId, CommitmentBench.JobId], bench.Log.Reports("job"));
        Assert.Equal(["1.1.0,1.1.2,1.1.5", "1.1.0,1.1.2,1.1.5"], bench.Log.Reports("instances"));
        Assert.Equal(2, bench.Log.Reports("looked").Count);
    }

    [Fact]
    public async Task Begin_ResubmittedBeforeTheOldOneEnds_HasAHandlerOfItsOwn()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c"));
        var request = CommitmentBench.Request("1.2.3", "1.1.0");
        var old = await bench.BeginAsync(request);
        Assert.Equal([("1.1.0", null)], await bench.CommitAsync(request));
        await old.DisposeAsync();
        Assert.Equal(["1.2.3 1", "1.2.3 0"], bench.Log.Reports("destroyed"));
    }

    private static string[] LastLines(PluginBench bench) =>
        [.. bench.Log.Lines.Select(l => l.Text["test-plugin: ".Length..]).Where(t => t == "finalize" || t.StartsWith("destroyed", StringComparison.Ordinal))];
}
