using Belfry.Fuzz;
using Xunit;

namespace Belfry.Dicom.Tests.Files;

public sealed class FuzzCorpusTests
{
    [Fact]
    public void Replay_WholeCorpus_FindsNothing() =>
        Assert.InRange(FuzzTargets.Replay(Path.Combine(AppContext.BaseDirectory, "data", "corpus")), 20, int.MaxValue);
}
