using Belfry.Dicom;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Network.Tests;

/// <summary>Allocated bytes do not lie, whatever else the machine does.</summary>
[Collection("Alone")]
public class AllocationTests
{
    private const int Requests = 2000;

    [Fact]
    public async Task CEcho_Served_AllocatesLittle()
    {
        var wire = new LoopTransport(Wire.Message(1, new CEchoRequest(Uids.Verification), 1, null));
        var perRequest = await MeasureAsync(wire, new TestRoutes());
        TestContext.Current.SendDiagnosticMessage($"C-ECHO: {perRequest} bytes per request");
        Assert.InRange(perRequest, 1, 600);
    }

    [Fact]
    public async Task CFind_MorePendingResponses_AllocateNothingEach()
    {
        var wire = new LoopTransport(Wire.Message(3, new CFindRequest(Uids.ModalityWorklistInformationModelFind), 1, RawDataSet.Counting(100)));
        var few = await MeasureAsync(wire, Answering(10));
        wire = new LoopTransport(Wire.Message(3, new CFindRequest(Uids.ModalityWorklistInformationModelFind), 1, RawDataSet.Counting(100)));
        var many = await MeasureAsync(wire, Answering(110));
        TestContext.Current.SendDiagnosticMessage($"C-FIND: {few} bytes with 10 answers, {many} with 110");
        Assert.InRange((many - few) / 100.0, -10, 10);
    }

    private static TestRoutes Answering(int count)
    {
        var answer = RawDataSet.Counting(300);
        return new TestRoutes
        {
            Handle = operation =>
            {
                for (var i = 0; i < count; i++)
                {
                    var responding = operation.RespondAsync(CFindResponse.Pending, answer);
                    if (!responding.IsCompletedSuccessfully)
                        throw new InvalidOperationException("It should not wait.");
                }

                return operation.RespondAsync(CFindResponse.Success);
            },
        };
    }

    private static async Task<long> MeasureAsync(LoopTransport wire, TestRoutes routes)
    {
        await using var listener = new DicomListener(new DicomListenerOptions(), new TestPolicy(), routes);
        var serving = listener.ServeAsync(wire);
        await wire.RunAsync(Requests);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await wire.RunAsync(Requests);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        wire.Close();
        await serving;
        return allocated / Requests;
    }
}
