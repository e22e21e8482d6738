using Belfry.Orthanc.Tests.Plugins;
using Belfry.Sdk;

namespace Belfry.Orthanc.Tests;

/// <summary>The lookup of storage commitment: what it is asked, and what becomes of its answers.</summary>
public sealed class CommitmentLookupTests
{
    private const CommitmentFailureReason Processing = CommitmentFailureReason.ProcessingFailure;

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, 0x0110)]
    [InlineData(2, 0x0112)]
    [InlineData(3, 0x0213)]
    [InlineData(4, 0x0122)]
    [InlineData(5, 0x0119)]
    [InlineData(6, 0x0131)]
    [InlineData(7, 0x0110)]
    [InlineData(-1, 0x0110)]
    [InlineData(0x0112, 0x0110)]
    [Trait("Section", "PS3.3 C.14.1.1")]
    public async Task Lookup_Reason_BecomesTheFailureReason(int reason, int? expected)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c"));
        var (instance, actual) = Assert.Single(await bench.CommitAsync(CommitmentBench.Request("1.2.3", $"1.1.{reason}")));
        Assert.Equal(($"1.1.{reason}", expected), (instance, (int?)actual));
        Assert.Equal(reason is < 0 or > 6 ? 1 : 0, bench.Log.Lines.Count(l => l.Id.Id == 5045));
    }

    [Theory]
    [InlineData("FIRST_VERSION=1")]
    [InlineData("FIRST_VERSION=2")]
    public async Task Lookup_InTheOrderOfTheRequest_WithThePresetTargetAndTheHandler(string version)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c", version, "REPORT_LOOKUPS"));
        await bench.CommitAsync(CommitmentBench.Request("1.2.3", [("1.2.840.1", "1.1.2"), ("1.2.840.22", "1.1.0"), ("1.2.840.1", "1.1.2")]));

        // Instances that are named twice are looked up twice.
        Assert.Equal(["1.2.3 1.2.840.1 1.1.2", "1.2.3 1.2.840.22 1.1.0", "1.2.3 1.2.840.1 1.1.2"], bench.Log.Reports("looked"));
        Assert.Empty(bench.Log.Reports("target"));
        Assert.Equal("0", bench.Log.Report("other-threads"));
    }

    [Theory]
    [InlineData("1.2.15")]
    [InlineData("1.2.-1")]
    [InlineData("1.2.1234567")]
    [InlineData("1.5.1")] // A reason, too: the error counts.
    [InlineData("1.1.99")]
    public async Task Lookup_FailsInTheMiddle_FailsThatInstanceAndGoesOn(string failing)
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c"));
        var answers = await bench.CommitAsync(CommitmentBench.Request("1.2.3", "1.1.0", failing, "1.1.2", failing + ".1", "1.1.0.9"));
        Assert.Equal(
            [("1.1.0", null), (failing, Processing), ("1.1.2", CommitmentFailureReason.NoSuchObjectInstance), (failing + ".1", Processing), ("1.1.0.9", null)],
            answers);

        // One line for a transaction.
        Assert.Equal(1, bench.Log.Lines.Count(l => l.Id.Id is 5044 or 5045));
        Assert.Equal("1.2.3 5", bench.Log.Report("destroyed"));
    }

    [Fact]
    public async Task Lookup_Throws_FailsThatInstanceAndGoesOn()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing_throwing.cpp", "THROW_IN=\"lookup\""));
        var answers = await bench.CommitAsync(CommitmentBench.Request("1.2.3", "1.4.1", "1.1.0", "1.4.2"));
        Assert.Equal([("1.4.1", Processing), ("1.1.0", null), ("1.4.2", Processing)], answers);
        Assert.Equal(1, bench.Log.Lines.Count(l => l.Id.Id == 5043));
        Assert.Equal("1.2.3 3", bench.Log.Report("destroyed"));
    }

    [Fact]
    public async Task Lookup_TenThousandReferences_AreAllAnsweredInOrder()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("committing.c"));
        string[] instances = [.. Enumerable.Range(0, 10_000).Select(i => $"1.1.{(i % 5 == 4 ? 2 : 0)}.{i}")];
        var answers = await bench.CommitAsync(CommitmentBench.Request("1.2.3", instances));
        Assert.Equal(instances, answers.Select(a => a.Instance));
        Assert.All(answers, (answer, i) => Assert.Equal(i % 5 == 4 ? CommitmentFailureReason.NoSuchObjectInstance : null, answer.Reason));
        Assert.Equal(("10000", instances[^1]), (bench.Log.Report("count"), bench.Log.Report("instances")));
        Assert.Equal(("1.2.3 10000", "0"), (bench.Log.Report("destroyed"), bench.Log.Report("other-threads")));
    }

    [Fact]
    public async Task Lookup_Slow_GivesTheAnswersBeforeItAtOnce()
    {
        await using var bench = new PluginBench();
        var gate = Path.Combine(bench.Folder, "gate");
        await bench.LoadAsync(bench.Compile("committing.c", "BLOCK_LOOKUP_ON=" + NativeCompiler.Literal(gate)));
        var request = CommitmentBench.Request("1.2.3", "1.1.0", "1.1.2", "1.3.1", "1.1.0.1");
        await using var commitment = await bench.BeginAsync(request);
        await using var answers = commitment.AnswerAsync(request.References, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        for (var i = 0; i < 2; i++)
        {
            Assert.True(await answers.MoveNextAsync());
            Assert.Equal(request.References[i], answers.Current.Instance);
        }

        var third = answers.MoveNextAsync();
        await bench.Log.WaitForPluginLineAsync("lookup-blocked=1");
        Assert.False(third.IsCompleted);
        File.WriteAllText(gate, "");
        Assert.True(await third);
        Assert.Equal(request.References[2], answers.Current.Instance);
        Assert.True(await answers.MoveNextAsync());
        Assert.False(await answers.MoveNextAsync());
    }
}
