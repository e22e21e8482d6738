using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Orthanc.Tests.Plugins;

/// <summary>Runs the retrieve handler of a bench as the server does: one sub-operation after the other.</summary>
internal static class MoveBench
{
    /// <summary>A request with these keys.</summary>
    public static RetrieveRequest Request(DicomDataSet identifier, string? destination = "STATION") =>
        new(new RetrieveQuery(identifier, QueryRetrieveModel.StudyRoot, null), PluginBench.Connection)
        {
            MoveDestination = destination is null ? null : AETitle.Parse(destination),
            MessageId = 4711,
        };

    /// <summary>A request for a study.</summary>
    public static RetrieveRequest Request()
    {
        var identifier = new DicomDataSet();
        identifier.Set(Tags.QueryRetrieveLevel, "STUDY");
        identifier.Set(Tags.StudyInstanceUID, "1.2.3");
        return Request(identifier);
    }

    /// <summary>All sub-operations, performed; what each came to.</summary>
    public static async Task<IReadOnlyList<DimseStatus>> MoveAsync(
        this PluginBench bench, RetrieveRequest request, CancellationToken? cancellation = null, Action<int>? before = null)
    {
        var token = cancellation ?? TestContext.Current.CancellationToken;
        var statuses = new List<DimseStatus>();
        await foreach (var suboperation in bench.RetrieveHandler.RetrieveAsync(request, token))
        {
            before?.Invoke(statuses.Count);
            var work = suboperation.Work ?? throw new InvalidOperationException("A native move performs its sub-operations itself.");
            statuses.Add((await work(token)).Status);
        }

        return statuses;
    }
}
