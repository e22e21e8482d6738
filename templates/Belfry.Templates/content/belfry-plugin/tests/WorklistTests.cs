using Belfry.Dicom;
using Belfry.Sdk.Testing;
using Xunit;

namespace BelfryPlugin1.Tests;

public sealed class WorklistTests
{
    [Fact]
    public async Task Query_ByPatientId_FindsTheOne()
    {
        await using var server = new InMemoryServer(new WorklistPlugin(new FakePluginHost()));
        var result = await server.FindWorklistAsync(
            new DicomDataSet { { Tags.PatientID, "EX-1" }, { Tags.PatientName, "" } }, TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccess);
        Assert.Equal("Example^Anna", Assert.Single(result.Answers).GetString(Tags.PatientName));
    }

    [Fact]
    public async Task Query_OfAStation_IsAnsweredFromTheConfiguration()
    {
        var host = new FakePluginHost("""{ "BelfryPlugin1" : { "Station" : "MR7" } }""");
        await using var server = new InMemoryServer(new WorklistPlugin(host));
        var keys = new DicomDataSet { { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.ScheduledStationAETitle, "MR7" } } } };
        var result = await server.FindWorklistAsync(keys, TestContext.Current.CancellationToken);
        Assert.Equal(3, result.Answers.Count);
        Assert.Contains(host.Log.Lines, line => line.Text == "TESTSCU got 3 items");
    }

    [Fact]
    public async Task Query_Cancelled_EndsWithCancel()
    {
        await using var server = new InMemoryServer(new WorklistPlugin(new FakePluginHost()));
        await using var scu = await server.ConnectAsync(cancellation: TestContext.Current.CancellationToken);
        var result = await scu.FindWorklistAsync(new DicomDataSet { { Tags.PatientID, "" } }, cancelAfter: 1, TestContext.Current.CancellationToken);
        Assert.True(result.Status == DimseStatus.Cancel || result.IsSuccess);
    }
}
