using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Sdk.Testing;
using Xunit;

namespace BelfryPlugin1.Tests;

public sealed class CommitmentTests
{
    [Fact]
    public async Task Request_OfTwoInstances_TellsWhatIsKept()
    {
        var kept = new ReferencedInstance(Uids.CTImageStorage, new DicomUid("2.25.1"));
        var lost = new ReferencedInstance(Uids.MRImageStorage, new DicomUid("2.25.2"));
        await using var server = new InMemoryServer(new CommitmentPlugin(new FakePluginHost()));
        var result = await server.CommitAsync(kept, lost);
        Assert.Equal([kept], result.Committed);
        Assert.Equal(CommitmentFailureReason.NoSuchObjectInstance, result.Failed[lost]);
    }
}
