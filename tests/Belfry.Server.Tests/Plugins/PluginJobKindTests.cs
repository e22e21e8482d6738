using System.Text;
using Belfry.Sdk;
using Belfry.Server.Plugins;

namespace Belfry.Server.Tests.Plugins;

/// <summary>Which kinds of jobs plugins may have, and what becomes of stored jobs that cannot be read.</summary>
public sealed class PluginJobKindTests
{
    [Theory]
    [InlineData("DicomModalityStore", "the server's own")]
    [InlineData("own", "'first' and 'second'")]
    public void Of_NameThatIsTaken_IsRefused(string name, string expected)
    {
        var fault = Assert.Throws<PluginException>(() => PluginJobKinds.Of([Plugin("first", new Handler(() => [KindOf("own")])), Plugin("second", new Handler(() => [KindOf(name)]))]));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_PluginThatFails_IsNamed()
    {
        var fault = Assert.Throws<PluginException>(() => PluginJobKinds.Of([Plugin("faulty", new Handler(() => throw new InvalidOperationException("no")))]));
        Assert.Contains("'faulty'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a/b")]
    public void Name_ThatIsNone_IsRefused(string name) => Assert.ThrowsAny<ArgumentException>(() => KindOf(name));

    [Fact]
    public void Limits_BelowOne_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PluginJobKind<Order, State>("own", NothingAsync) { Concurrency = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PluginJobKind<Order, State>("own", NothingAsync) { MaxAttempts = 0 });
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("null", "")]
    [InlineData("[1,2]", "")]
    [InlineData("""{ "What" : "x" }""", """{ "Step" : "many" }""")]
    [InlineData("\xff\xfe", "")]
    public async Task RunAsync_StoredByAnotherVersion_FailsForGood(string arguments, string checkpoint)
    {
        var outcome = await KindOf("own").RunAsync(new Run(arguments, checkpoint), CancellationToken.None);
        Assert.False(outcome.IsRetried);
        Assert.StartsWith("What was stored of the job cannot be read", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_MembersThatAreNew_HaveTheirDefaults()
    {
        Order? seen = null;
        var kind = new PluginJobKind<Order, State>("own", (run, _) =>
        {
            seen = run.Arguments;
            Assert.Equal(3, run.Checkpoint?.Step);
            return ValueTask.FromResult(PluginJobOutcome.Done);
        });
        Assert.Null((await kind.RunAsync(new Run("""{ "What" : "x", "Former" : true }""", """{ "Step" : 3 }"""), CancellationToken.None)).Error);
        Assert.Equal(new Order("x", 7), seen);
    }

    private static ManagedPlugin Plugin(string name, object instance) => new(name, "1", "", "/plugins/x.dll", instance);

    private static PluginJobKind<Order, State> KindOf(string name) => new(name, NothingAsync);

    private static ValueTask<PluginJobOutcome> NothingAsync(PluginJobRun<Order, State> run, CancellationToken cancellation) => ValueTask.FromResult(PluginJobOutcome.Done);

    private sealed record Order(string What, int More = 7);

    private sealed record State(int Step);

    private sealed class Handler(Func<IReadOnlyList<PluginJobKind>> kinds) : IJobHandler
    {
        public IReadOnlyList<PluginJobKind> JobKinds => kinds();
    }

    private sealed class Run(string arguments, string checkpoint) : IPluginJobRun
    {
        public Guid Id => Guid.Empty;

        public ReadOnlyMemory<byte> Arguments { get; } = Encoding.Latin1.GetBytes(arguments);

        public ReadOnlyMemory<byte> Checkpoint { get; } = Encoding.Latin1.GetBytes(checkpoint);

        public int FailedAttempts => 0;

        public PluginJobStopReason StopReason => PluginJobStopReason.None;

        public void Report(double progress, string? content)
        {
            // Nobody looks.
        }

        public ValueTask CheckpointAsync(ReadOnlyMemory<byte> checkpoint, double progress, string? content, CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
