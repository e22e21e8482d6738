using System.Buffers;
using System.Collections.Concurrent;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.TestKit;

/// <summary>Takes instances by C-STORE, and remembers what came. Thread-safe.</summary>
public sealed class StoredInstances : IDimseRoutes, IDimseService
{
    /// <summary>The requests and data sets, in the order in which they came.</summary>
    public ConcurrentQueue<(CStoreRequest Request, TransferSyntax TransferSyntax, byte[] DataSet)> All { get; } = [];

    /// <summary>The status of the response to a request; success by default.</summary>
    public Func<CStoreRequest, DimseStatus> Answer { get; init; } = static _ => DimseStatus.Success;

    /// <summary>Awaited before each response.</summary>
    public Func<DimseOperation, ValueTask> Before { get; init; } = static _ => ValueTask.CompletedTask;

    public IDimseService? Find(Association association, PresentationContext context, DimseRequest request) => request is CStoreRequest ? this : null;

    public async ValueTask HandleAsync(DimseOperation operation)
    {
        var body = operation.OpenDataSet();
        var bytes = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await body.ReadAsync(operation.Cancellation).ConfigureAwait(false);
            foreach (var segment in read.Buffer)
                bytes.Write(segment.Span);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }

        await Before(operation).ConfigureAwait(false);
        var request = (CStoreRequest)operation.Request;
        All.Enqueue((request, operation.PresentationContext.TransferSyntax, bytes.WrittenSpan.ToArray()));
        await operation.RespondAsync(new CStoreResponse(Answer(request))).ConfigureAwait(false);
    }
}
