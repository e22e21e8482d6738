using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;

namespace Belfry.Orthanc.Tests;

/// <summary>Registration of storage commitment callbacks, and their factories.</summary>
public sealed partial class CommitmentFactoryTests
{
    private const string Unset = "(null)";

    [Fact]
    public async Task Begin_V1_PassesWhatIsAskedFor()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c"));
        var answers = await bench.CommitAsync(CommitmentBench.Request("1.2.3", [("1.2.840.1", "1.1.0"), ("1.2.840.22", "1.1.0.5"), ("1.2.840.1", "1.1.0.7")]));
        Assert.Equal([("1.1.0", null), ("1.1.0.5", null), ("1.1.0.7", null)], answers);
        var log = bench.Log;
        Assert.Equal((CommitmentBench.JobId, "1.2.3", "3"), (log.Report("job"), log.Report("transaction"), log.Report("count")));
        Assert.Equal(("1.2.840.1,1.2.840.22,1.2.840.1", "1.1.0,1.1.0.5,1.1.0.7"), (log.Report("classes"), log.Report("instances")));
        Assert.Equal(("MODALITY", "ARCHIVE"), (log.Report("remote-aet"), log.Report("called-aet")));
        Assert.Equal(("1", "1.2.3 3", "0"), (log.Report("preset"), log.Report("destroyed"), log.Report("other-threads")));
        Assert.Equal(0, bench.LiveHandles);
    }

    [Fact]
    public async Task Begin_V2_GivesTheConnection()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c", "FIRST_VERSION=2"));
        var request = CommitmentBench.Request("1.2.3", "1.1.0", "1.1.4");
        await using var commitment = await bench.BeginAsync(request);
        var log = bench.Log;
        Assert.Equal(("MODALITY", "192.0.2.7", "ARCHIVE"), (log.Report("remote-aet"), log.Report("remote-ip"), log.Report("called-aet")));
        Assert.Equal((CommitmentBench.JobId, "1.2.3", "2"), (log.Report("job"), log.Report("transaction"), log.Report("count")));
        Assert.Equal(("1", "1.1.0,1.1.4"), (log.Report("preset"), log.Report("instances")));
        Assert.Equal(2, (await commitment.AnswerAllAsync(request.References)).Count);
        Assert.Equal(0, bench.LiveHandles);
    }

    [Theory]
    [InlineData("FIRST_VERSION=1")]
    [InlineData("FIRST_VERSION=2")]
    public async Task Begin_NoReferences_PassesNoArrays(string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c", version));
        Assert.Empty(await bench.CommitAsync(CommitmentBench.Request("1.2.3")));
        Assert.Equal(("0", Unset, Unset), (bench.Log.Report("count"), bench.Log.Report("classes"), bench.Log.Report("instances")));
        Assert.Equal("1.2.3 0", bench.Log.Report("destroyed"));
    }

    [Fact]
    public async Task Begin_SeveralPlugins_AsksFactoriesInTheirOrderUntilOneTakes()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(
            bench.Compile("committing.c", "PLUGIN_NAME=\"one\"", "FACTORIES=3", "TAKER=0"),
            bench.Compile("committing.c", "PLUGIN_NAME=\"two\"", "FACTORIES=3", "TAKER=2"));
        Assert.Equal(["0", "0", "0", "0", "0", "0"], bench.Log.Reports("register"));
        Assert.Equal([("1.1.2", CommitmentFailureReason.NoSuchObjectInstance)], await bench.CommitAsync(CommitmentBench.Request("1.2.3", "1.1.2")));
        Assert.Equal(["one/1", "one/2", "one/3", "two/1", "two/2"], bench.Log.Reports("asked"));
        Assert.Equal("1.2.3 1", bench.Log.Report("destroyed"));
    }

    [Fact]
    public async Task Begin_NobodyTakes_IsLeftToOthers()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c", "FACTORIES=2", "TAKER=0"));
        for (var i = 0; i < 3; i++)
            Assert.Null(await bench.CommitmentHandler.BeginAsync(CommitmentBench.Request("1.2.3", "1.1.0"), TestContext.Current.CancellationToken));
        await bench.StopAsync();
        Assert.Empty(bench.Log.Reports("destroyed"));
    }

    [Fact]
    public async Task Begin_NoFactory_IsLeftToOthers()
    {
        await using var bench = new PluginBench();
        var plugins = await bench.LoadAsync(bench.Compile("committing.c", "FACTORIES=0"));
        Assert.Null(await plugins.CommitmentHandler.BeginAsync(CommitmentBench.Request("1.2.3", "1.1.0"), TestContext.Current.CancellationToken));
        Assert.Empty(plugins.Plugins[0].Callbacks);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(-1)]
    [InlineData(1234567)]
    [InlineData(6)] // It has made a handler, too: that is not ours then.
    public async Task Begin_FactoryFails_FailsTheTransactionAndAsksNoOther(int code)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c", $"RESULT={code}"), bench.Compile("committing.c", "PLUGIN_NAME=\"two\""));
        await FailsAsync(bench);
        Assert.Equal("test-plugin/1", bench.Log.Report("asked"));
        Assert.Contains($"{code} (", Assert.Single(bench.Log.Lines, l => l.Id.Id == 5040).Text, StringComparison.Ordinal);
        await bench.StopAsync();
        Assert.Empty(bench.Log.Reports("destroyed"));
    }

    [Fact]
    public async Task Begin_FactoryThrows_FailsTheTransactionAndTheNextIsAskedAgain()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing_throwing.cpp", "THROW_IN=\"factory\""));
        for (var i = 0; i < 2; i++)
            Assert.Contains("thrown in factory", (await FailsAsync(bench)).InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal(2, bench.Log.Reports("asked").Count);
        Assert.Equal(2, bench.Log.Lines.Count(l => l.Id.Id == 5041));
    }

    [Theory]
    [InlineData("FIRST_FACTORY=NULL")]
    [InlineData("LOOKUP=NULL")]
    [InlineData("DESTRUCTOR=NULL")]
    public async Task Register_NullFunction_IsAcceptedAndFailsEveryTransaction(string definition)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c", definition));
        Assert.Equal("0", bench.Log.Report("register"));
        for (var i = 0; i < 2; i++)
            await FailsAsync(bench);
        Assert.Empty(bench.Log.Reports("asked"));
    }

    [Fact]
    public async Task Register_AnyNumber_IsShownWithTheVersions()
    {
        await using var bench = new PluginBench();
        var plugins = await bench.LoadAsync(bench.Compile("committing.c", "FACTORIES=3", "FIND_TOO"));
        Assert.Equal(
            ["find (v1)", "storage commitment (v1)", "storage commitment (v2)", "storage commitment (v1)"], plugins.Plugins[0].Callbacks);
    }

    private static async Task<DimseStatusException> FailsAsync(PluginBench bench)
    {
        var failure = await Assert.ThrowsAsync<DimseStatusException>(
            async () => await bench.CommitmentHandler.BeginAsync(CommitmentBench.Request("1.2.3", "1.1.0"), TestContext.Current.CancellationToken));
        Assert.Equal((ushort)CommitmentFailureReason.ProcessingFailure, failure.Status.Code);
        return failure;
    }
}
