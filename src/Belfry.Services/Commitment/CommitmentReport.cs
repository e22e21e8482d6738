using System.Buffers;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// The Event Information of N-EVENT-REPORT (PS3.4 table J.3-2): which instances of a transaction are committed, and which are not, with the
/// reason. Immutable.
/// </summary>
public sealed class CommitmentReport : IDataSetSource
{
    /// <param name="transactionUid">Transaction UID (0008,1195).</param>
    /// <param name="committed">Referenced SOP Sequence (0008,1199); not copied.</param>
    /// <param name="failed">Failed SOP Sequence (0008,1198); not copied.</param>
    /// <exception cref="ArgumentException">The UID is empty.</exception>
    public CommitmentReport(DicomUid transactionUid, IReadOnlyList<ReferencedInstance> committed, IReadOnlyList<FailedReference> failed)
    {
        ArgumentNullException.ThrowIfNull(committed);
        ArgumentNullException.ThrowIfNull(failed);
        if (transactionUid.IsEmpty)
            throw new ArgumentException("A transaction has a UID.", nameof(transactionUid));
        TransactionUid = transactionUid;
        Committed = committed;
        Failed = failed;
    }

    /// <summary>Transaction UID (0008,1195).</summary>
    public DicomUid TransactionUid { get; }

    /// <summary>Retrieve AE Title (0008,0054): from whom the committed instances can be had. Empty leaves it out.</summary>
    public AETitle RetrieveAETitle { get; init; }

    /// <summary>The instances that are kept.</summary>
    public IReadOnlyList<ReferencedInstance> Committed { get; }

    /// <summary>The instances that are not. One that is here is not kept, also when it is among the committed ones.</summary>
    public IReadOnlyList<FailedReference> Failed { get; }

    /// <summary>Event Type ID (0000,1002) of the report: 1 when nothing failed, else 2.</summary>
    public ushort EventTypeId => Failed.Count == 0 ? CommitmentSopClass.AllCommitted : CommitmentSopClass.FailuresExist;

    /// <summary>The command that carries the report.</summary>
    public NEventReportRequest CreateRequest() => new(CommitmentSopClass.PushModel, CommitmentSopClass.Instance, EventTypeId);

    /// <summary>Checks the command, then reads and checks the data set of an N-EVENT-REPORT.</summary>
    /// <param name="operation">An operation whose data set was not taken.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <exception cref="DimseStatusException">What <see cref="Check"/> and <see cref="Read(DicomDataSet, CommitmentLimits?)"/> find.</exception>
    /// <exception cref="DataSetTooLargeException">It is longer than the limit: 0213H.</exception>
    /// <exception cref="OperationCanceledException">The operation has to end.</exception>
    public static async ValueTask<CommitmentReport> ReadAsync(DimseOperation operation, CommitmentLimits limits)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Check(operation.Request);
        return Read(await CommitmentDataSet.ReadAsync(operation, limits).ConfigureAwait(false), limits);
    }

    /// <summary>Checks a command, except its SOP class, which the association does.</summary>
    /// <exception cref="DimseStatusException">
    /// 0211H: no N-EVENT-REPORT. 0113H: another event type. 0117H, 0112H: another instance than the well-known one.
    /// </exception>
    public static void Check(DimseRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request is not NEventReportRequest report)
            throw new DimseStatusException(GeneralStatus.UnrecognizedOperation, "No such operation for the SOP class");
        CommitmentDataSet.CheckInstance(report.AffectedSopInstanceUid, "Affected SOP Instance UID");
        if (report.EventTypeId is not (CommitmentSopClass.AllCommitted or CommitmentSopClass.FailuresExist))
            throw new DimseStatusException(GeneralStatus.NoSuchEventType, $"Storage Commitment has no event type {report.EventTypeId}");
    }

    /// <summary>Reads bytes.</summary>
    /// <param name="bytes">The data set; kept, if it holds anything that is.</param>
    /// <param name="transferSyntax">What it is in.</param>
    /// <param name="limits">How much it may hold; the defaults by default.</param>
    /// <exception cref="DimseStatusException">As <see cref="Read(DicomDataSet, CommitmentLimits?)"/>; 0110H: the bytes are no data set.</exception>
    public static CommitmentReport Read(ReadOnlyMemory<byte> bytes, TransferSyntax transferSyntax, CommitmentLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(transferSyntax);
        limits ??= CommitmentLimits.Default;
        return Read(CommitmentDataSet.Parse(bytes, transferSyntax, limits), limits);
    }

    /// <summary>
    /// Reads a data set. An absent sequence is an empty one. An item of Failed SOP Sequence without a reason has failed with 0110H. A Retrieve AE
    /// Title that is none is passed over.
    /// </summary>
    /// <exception cref="DimseStatusException">
    /// 0115H: Transaction UID is missing, or an item has no UIDs. 0213H: too many references.
    /// </exception>
    public static CommitmentReport Read(DicomDataSet dataSet, CommitmentLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        limits ??= CommitmentLimits.Default;
        var transaction = CommitmentDataSet.ReadTransactionUid(dataSet);
        var items = CommitmentDataSet.ReadItems(dataSet, Tags.ReferencedSOPSequence, limits);
        var committed = new ReferencedInstance[items.Count];
        for (var i = 0; i < committed.Length; i++)
            committed[i] = CommitmentDataSet.ReadReference(items[i]);
        items = CommitmentDataSet.ReadItems(dataSet, Tags.FailedSOPSequence, limits);
        var failed = new FailedReference[items.Count];
        for (var i = 0; i < failed.Length; i++)
            failed[i] = new FailedReference(CommitmentDataSet.ReadReference(items[i]), CommitmentDataSet.ReadReason(items[i]));
        AETitle.TryParse(dataSet.GetString(Tags.RetrieveAETitle), out var retrieve);
        return new CommitmentReport(transaction, committed, failed) { RetrieveAETitle = retrieve };
    }

    /// <inheritdoc/>
    public void WriteTo(IBufferWriter<byte> output, TransferSyntax transferSyntax) => ToDataSet().WriteTo(output, transferSyntax);

    /// <summary>The data set: each sequence only when it has items.</summary>
    /// <exception cref="FormatException">A UID holds a character that no UID has.</exception>
    public DicomDataSet ToDataSet()
    {
        var dataSet = new DicomDataSet { { Tags.TransactionUID, TransactionUid } };
        if (!RetrieveAETitle.IsEmpty)
            dataSet.Set(Tags.RetrieveAETitle, RetrieveAETitle.Value);
        if (Committed.Count > 0)
        {
            var items = new DicomDataSet[Committed.Count];
            for (var i = 0; i < items.Length; i++)
                items[i] = CommitmentDataSet.ToItem(Committed[i]);
            dataSet.Set(Tags.ReferencedSOPSequence, items);
        }

        if (Failed.Count > 0)
        {
            var items = new DicomDataSet[Failed.Count];
            for (var i = 0; i < items.Length; i++)
            {
                items[i] = CommitmentDataSet.ToItem(Failed[i].Instance);
                items[i].Set(Tags.FailureReason, (long)Failed[i].Reason);
            }

            dataSet.Set(Tags.FailedSOPSequence, items);
        }

        return dataSet;
    }
}
