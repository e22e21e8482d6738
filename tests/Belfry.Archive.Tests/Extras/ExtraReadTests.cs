using Belfry.Sdk;
using Xunit;

namespace Belfry.Archive.Tests;

public sealed class ExtraReadTests
{
    private static readonly ArchiveId _patient = ArchiveId.OfPatient("P1");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAsync_TheFirstIsPutBesideAResource_IsSeenAtOnceAndAfterReopening()
    {
        await using var folder = IndexFolder.Open();
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1));
        Assert.Same(ResourceExtras.None, await folder.Index.Extras.ReadAsync(QueryRetrieveLevel.Patient, _patient, Cancellation));

        Assert.True(await folder.Index.Extras.SetLabelAsync(QueryRetrieveLevel.Patient, _patient, "urgent", isSet: true, Cancellation));
        var atOnce = await folder.Index.Extras.ReadAsync(QueryRetrieveLevel.Patient, _patient, Cancellation);
        await folder.CloseAsync();
        folder.Reopen();
        var later = await folder.Index.Extras.ReadAsync(QueryRetrieveLevel.Patient, _patient, Cancellation);

        Assert.Equal(["urgent"], atOnce.Labels);
        Assert.Equal(["urgent"], later.Labels);
    }

    [Fact]
    public async Task ReadAsync_TheFirstIsMetadata_IsSeenAtOnce()
    {
        await using var folder = IndexFolder.Open();
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1));

        await folder.Index.Extras.SetMetadataAsync(QueryRetrieveLevel.Patient, _patient, 1024, "text", null, Cancellation);

        Assert.Equal("text", (await folder.Index.Extras.ReadAsync(QueryRetrieveLevel.Patient, _patient, Cancellation)).Metadata[1024].Value);
    }
}
