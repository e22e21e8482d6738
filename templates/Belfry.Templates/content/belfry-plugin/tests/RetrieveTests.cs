using Belfry.Dicom;
using Belfry.Sdk.Testing;
using Xunit;

namespace BelfryPlugin1.Tests;

public sealed class RetrieveTests
{
    private static readonly DicomDataSet s_keys = new() { { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.StudyInstanceUID, "2.25.1", "2.25.2" } };

    [Fact]
    public async Task Move_OfTwoStudies_SendsTheirImages()
    {
        await using var server = new InMemoryServer(new RetrievePlugin(new FakePluginHost()));
        var result = await server.MoveAsync(s_keys, cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccess);
        Assert.Equal(2, result.Completed);
        Assert.Equal(["2.25.1.1.1", "2.25.2.1.1"], server.Destination.Received.Select(instance => instance.SopInstanceUid.Value));
    }

    [Fact]
    public async Task Move_ToADestinationThatIsFull_CountsTheFailures()
    {
        await using var full = new StorageScp("FULL") { Answer = _ => new DimseStatus(0xA700) };
        await using var server = new InMemoryServer(new RetrievePlugin(new FakePluginHost()), new InMemoryServerOptions { Destinations = [full] });
        await using var scu = await server.ConnectAsync(cancellation: TestContext.Current.CancellationToken);
        var result = await scu.MoveAsync(full.AETitle, s_keys, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((0, 2), (result.Completed, result.Failed));
    }
}
