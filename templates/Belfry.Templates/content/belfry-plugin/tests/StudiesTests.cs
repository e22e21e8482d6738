using Belfry.Dicom;
using Belfry.Sdk.Testing;
using Xunit;

namespace BelfryPlugin1.Tests;

public sealed class StudiesTests
{
    [Fact]
    public async Task Query_ByDate_FindsTheStudies()
    {
        await using var server = new InMemoryServer(new StudiesPlugin(new FakePluginHost()));
        var keys = new DicomDataSet { { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.StudyDate, "20260702-" }, { Tags.StudyInstanceUID, "" } };
        var result = await server.FindAsync(keys, cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccess);
        Assert.Equal(["2.25.2", "2.25.3"], result.Answers.Select(answer => answer.GetString(Tags.StudyInstanceUID)));
    }

    [Fact]
    public async Task Query_OfSeries_IsRefused()
    {
        await using var server = new InMemoryServer(new StudiesPlugin(new FakePluginHost()));
        var keys = new DicomDataSet { { Tags.QueryRetrieveLevel, "SERIES" }, { Tags.StudyInstanceUID, "2.25.1" }, { Tags.SeriesInstanceUID, "" } };
        var result = await server.FindAsync(keys, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((new DimseStatus(0xA900), "Only studies are known here"), (result.Status, result.ErrorComment));
    }
}
