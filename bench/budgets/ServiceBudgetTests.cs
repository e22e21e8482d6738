using Belfry.LoadBench.Items;
using Belfry.LoadBench.RawClient;
using Belfry.Services;
using Belfry.Web;
using Belfry.Worklists;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Belfry.Budgets;

/// <summary>Whole operations from socket to socket, through the real listener and services.</summary>
[Collection(Allocation.OneAtATime)]
public sealed class ServiceBudgetTests
{
    private const int Items = 1000;

    [Fact]
    public async Task Echo_OnOneAssociation_StaysWithinBudget()
    {
        await using var listener = await TestListener.StartAsync(VerificationProvider.Instance);
        using var client = new RawAssociation(listener.LocalEndPoint!.Port, DicomBytes.AssociateForEcho("BUDGET"));
        Allocation.AssertWithin("C-ECHO", () => client.Exchange(DicomBytes.EchoRequest));
    }

    [Fact]
    public async Task Echo_RecordedForTheConsole_StaysWithinTheSameBudget()
    {
        using var recorder = new TrafficRecorder(TimeProvider.System);
        await using var listener = await TestListener.StartAsync(VerificationProvider.Instance, recorder);
        using var client = new RawAssociation(listener.LocalEndPoint!.Port, DicomBytes.AssociateForEcho("BUDGET"));
        Allocation.AssertWithin("C-ECHO", () => client.Exchange(DicomBytes.EchoRequest));
        Assert.NotEmpty(recorder.Operations());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Items)]
    public Task WorklistQuery_OfThousandItems_StaysWithinBudget(int matches) => AssertQueryWithinAsync(
        matches == 1 ? "worklist query that comes again, one answer" : "worklist answer, of a thousand",
        matches,
        matches == 1 ? [WorklistFolder.PatientId(Items / 2)] : [null]);

    [Fact]
    public Task WorklistQuery_ForOnePatientAfterAnother_StaysWithinBudget() => AssertQueryWithinAsync(
        "worklist query, one answer", 1, [.. Enumerable.Range(1, Items).Select(WorklistFolder.PatientId)]);

    private static async Task AssertQueryWithinAsync(string operation, int matches, string?[] patientIds)
    {
        var folder = Directory.CreateTempSubdirectory("belfry-budgets-");
        try
        {
            var options = new FolderWorklistOptions { Folder = WorklistFolder.Create(folder.FullName, Items) };
            using var worklist = new FolderWorklist(options, NullLogger.Instance, TimeProvider.System);
            await using var listener = await TestListener.StartAsync(
                FindProvider.ForWorklist(worklist, new FindOptions(), NullLogger.Instance, TimeProvider.System));
            using var client = new RawAssociation(listener.LocalEndPoint!.Port, DicomBytes.AssociateForWorklist("BUDGET"));
            var requests = patientIds.Select(id => DicomBytes.WorklistRequest(WorklistKeys.Identifier(id))).ToArray();
            var next = 0;
            Allocation.AssertWithin(
                operation, () => Assert.Equal(matches, client.Exchange(requests[next++ % requests.Length])), matches);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
