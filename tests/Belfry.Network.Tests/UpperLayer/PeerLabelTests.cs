using Belfry.Dicom;
using Xunit;

namespace Belfry.Network.Tests;

public class PeerLabelTests
{
    [Fact]
    public void Of_ManyMadeUpTitles_LeavesKnownPeersTheirOwn()
    {
        static bool IsKnown(AETitle title) => title.Value.StartsWith("STATION", StringComparison.OrdinalIgnoreCase);
        var labels = Enumerable.Range(0, 200).Select(static number => PeerLabels.Of(AETitle.Parse($"MADEUP{number}"), IsKnown)).Distinct().ToList();

        Assert.Contains("(other)", labels);
        Assert.InRange(labels.Count, 1, 65);
        Assert.Equal("STATION1", PeerLabels.Of(AETitle.Parse("STATION1"), IsKnown));
        Assert.Equal("STATION2", PeerLabels.Of(AETitle.Parse("STATION2"), IsKnown));

        // However a peer writes a known title, it is one.
        Assert.Equal("STATION1", PeerLabels.Of(AETitle.Parse("Station1"), IsKnown));
        Assert.Equal("(other)", PeerLabels.Of(AETitle.Parse("LATER"), IsKnown));
    }
}
