using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Sdk.Testing;

/// <content>C-FIND and C-MOVE.</content>
public sealed partial class Scu
{
    /// <summary>Asks a Modality Worklist query (PS3.4 Annex K).</summary>
    /// <param name="keys">The identifier: what is to match, and, with zero length, what else is to be returned.</param>
    /// <param name="cancelAfter">Sends C-CANCEL after so many answers, which are all that is given then; null for never.</param>
    /// <param name="cancellation">Sends C-CANCEL.</param>
    public Task<FindResult> FindWorklistAsync(DicomDataSet keys, int? cancelAfter = null, CancellationToken cancellation = default) =>
        FindAsync(FindScu.WorklistSopClass, keys, cancelAfter, cancellation);

    /// <summary>Asks a Query/Retrieve query (PS3.4 Annex C).</summary>
    /// <param name="keys">The identifier, with Query/Retrieve Level.</param>
    /// <param name="model">The information model.</param>
    /// <param name="cancelAfter">Sends C-CANCEL after so many answers, which are all that is given then; null for never.</param>
    /// <param name="cancellation">Sends C-CANCEL.</param>
    public Task<FindResult> FindAsync(
        DicomDataSet keys, QueryRetrieveModel model = QueryRetrieveModel.StudyRoot, int? cancelAfter = null, CancellationToken cancellation = default) =>
        FindAsync(QueryRetrieveSopClasses.Find(model), keys, cancelAfter, cancellation);

    /// <summary>Asks for a C-MOVE (PS3.4 §C.4.2). What arrives, the destination knows: <see cref="StorageScp"/>.</summary>
    /// <param name="destination">Move Destination.</param>
    /// <param name="keys">The identifier, with Query/Retrieve Level.</param>
    /// <param name="model">The information model.</param>
    /// <param name="cancelAfter">Sends C-CANCEL after so many pending responses; null for never.</param>
    /// <param name="cancellation">Sends C-CANCEL.</param>
    public async Task<MoveResult> MoveAsync(
        AETitle destination,
        DicomDataSet keys,
        QueryRetrieveModel model = QueryRetrieveModel.StudyRoot,
        int? cancelAfter = null,
        CancellationToken cancellation = default)
    {
        var pending = 0;
        var request = new CMoveRequest(QueryRetrieveSopClasses.Move(model), destination);
        var last = await InvokeAsync(request, keys, _ => pending++, cancelAfter, cancellation).ConfigureAwait(false);
        var response = (CMoveResponse)last.Response;
        return new MoveResult(
            response.CompletedSuboperations,
            response.FailedSuboperations,
            response.WarningSuboperations,
            response.RemainingSuboperations,
            last.DataSet?.GetUids(Tags.FailedSOPInstanceUIDList) ?? [],
            pending,
            OperationResult.Of(response));
    }

    private async Task<FindResult> FindAsync(DicomUid sopClass, DicomDataSet keys, int? cancelAfter, CancellationToken cancellation)
    {
        List<DicomDataSet> answers = [];
        var hasUnsupportedKeys = false;
        var last = await InvokeAsync(new CFindRequest(sopClass), keys, Take, cancelAfter, cancellation).ConfigureAwait(false);
        return new FindResult(answers, hasUnsupportedKeys, OperationResult.Of(last.Response));

        void Take(DimseReply reply)
        {
            answers.Add(reply.DataSet ?? []);
            hasUnsupportedKeys |= reply.Status == DimseStatus.PendingWithUnsupportedKeys;
        }
    }

    private async Task<DimseReply> InvokeAsync(
        DimseRequest request, DicomDataSet keys, Action<DimseReply> onPending, int? cancelAfter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (cancelAfter is { } number)
            ArgumentOutOfRangeException.ThrowIfLessThan(number, 1, nameof(cancelAfter));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        DimseReply? last = null;
        var count = 0;
        await foreach (var reply in _association.InvokeAsync(request, keys, cancel.Token).ConfigureAwait(false))
        {
            last = reply;

            // Behind the C-CANCEL come those that were on their way.
            if (!reply.Status.IsPending || count == cancelAfter)
                continue;
            onPending(reply);
            if (++count == cancelAfter)
                await cancel.CancelAsync().ConfigureAwait(false);
        }

        return last ?? throw new AssociationException(_association.EndReason, "There was no response.");
    }
}
