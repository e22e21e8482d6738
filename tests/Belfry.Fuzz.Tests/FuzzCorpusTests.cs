using Xunit;

namespace Belfry.Fuzz.Tests;

public sealed class FuzzCorpusTests
{
    private static string Corpus => Path.Combine(AppContext.BaseDirectory, "data", "corpus");

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Replay_CorpusOfATarget_FindsNothing(string name) => Assert.InRange(FuzzTargets.Replay(name, Corpus), 3, int.MaxValue);

    [Fact]
    public void Replay_NoCorpus_Fails() =>
        Assert.Contains("no corpus", Assert.Throws<InvalidOperationException>(() => FuzzTargets.Replay("pdu", Path.Combine(Corpus, "none"))).Message);

    [Fact]
    public void Corpus_EveryFolder_BelongsToATarget() =>
        Assert.Equal(
            FuzzTargets.All.Values.Select(target => target.Corpus).Distinct().Order(StringComparer.Ordinal),
            Directory.GetDirectories(Corpus).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    [Fact]
    public void Run_MoreMemoryThanTheInputJustifies_IsAFinding() =>
        Assert.Throws<FuzzFinding>(() => new FuzzTarget("none", _ => GC.KeepAlive(new byte[128 * 1024 * 1024])).Run([]));
}
