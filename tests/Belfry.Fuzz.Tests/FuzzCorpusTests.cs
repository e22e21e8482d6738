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
    public void AssociationStream_EachInput_IsWrittenAsItWasRead() => Assert.All(
        Directory.GetFiles(Path.Combine(Corpus, "acceptor")).Select(File.ReadAllBytes), static input => Assert.Equal(input, AssociationStream.Read(input).ToBytes()));

    [Fact]
    public void AssociationMutator_ManyChanges_FindNothing()
    {
        var inputs = Directory.GetFiles(Path.Combine(Corpus, "acceptor")).Select(File.ReadAllBytes).Where(static input => input.Length < 2000).ToList();
        var random = new Random(1);
        var changed = Enumerable.Range(0, 500).Select(_ => AssociationMutator.Mutate(inputs[random.Next(inputs.Count)], inputs[random.Next(inputs.Count)], random)).ToList();
        Assert.InRange(changed.Count(static bytes => AssociationStream.Read(bytes).Pdus.Exists(static pdu => pdu.Type == 1)), 250, 500);
        Assert.All(changed, FuzzTargets.All["acceptor"].Run);
    }

    [Fact]
    public void Run_MoreMemoryThanTheInputJustifies_IsAFinding() =>
        Assert.Throws<FuzzFinding>(() => new FuzzTarget("none", _ => GC.KeepAlive(new byte[128 * 1024 * 1024])).Run([]));
}
