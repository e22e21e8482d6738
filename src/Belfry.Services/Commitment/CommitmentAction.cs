using System.Buffers;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// The Action Information of N-ACTION, Request Storage Commitment (PS3.4 table J.3-1): a transaction, and the instances that its SCP is asked to
/// keep. Immutable.
/// </summary>
public sealed class CommitmentAction : IDataSetSource
{
    /// <param name="transactionUid">Transaction UID (0008,1195).</param>
    /// <param name="references">Referenced SOP Sequence (0008,1199), in the order of the wire; not copied.</param>
    /// <exception cref="ArgumentException">The UID or the list is empty.</exception>
    public CommitmentAction(DicomUid transactionUid, IReadOnlyList<ReferencedInstance> references)
    {
        ArgumentNullException.ThrowIfNull(references);
        if (transactionUid.IsEmpty)
            throw new ArgumentException("A transaction has a UID.", nameof(transactionUid));
        if (references.Count == 0)
            throw new ArgumentException("A transaction is about one instance at least.", nameof(references));
        TransactionUid = transactionUid;
        References = references;
    }

    /// <summary>Transaction UID (0008,1195).</summary>
    public DicomUid TransactionUid { get; }

    /// <summary>The instances, in the order of the request; one may be named twice.</summary>
    public IReadOnlyList<ReferencedInstance> References { get; }

    /// <summary>Checks the command, then reads and checks the data set of an N-ACTION.</summary>
    /// <param name="operation">An operation whose data set was not taken.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <exception cref="DimseStatusException">What <see cref="Check"/> and <see cref="Read(DicomDataSet, CommitmentLimits?)"/> find.</exception>
    /// <exception cref="DataSetTooLargeException">It is longer than the limit: 0213H.</exception>
    /// <exception cref="OperationCanceledException">The operation has to end.</exception>
    public static async ValueTask<CommitmentAction> ReadAsync(DimseOperation operation, CommitmentLimits limits)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Check(operation.Request);
        return Read(await CommitmentDataSet.ReadAsync(operation, limits).ConfigureAwait(false), limits);
    }

    /// <summary>Checks a command, except its SOP class, which the association does.</summary>
    /// <exception cref="DimseStatusException">
    /// 0211H: no N-ACTION. 0123H: another action type. 0117H, 0112H: another instance than the well-known one.
    /// </exception>
    public static void Check(DimseRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request is not NActionRequest action)
            throw new DimseStatusException(GeneralStatus.UnrecognizedOperation, "No such operation for the SOP class");
        CommitmentDataSet.CheckInstance(action.RequestedSopInstanceUid, "Requested SOP Instance UID");
        if (action.ActionTypeId != CommitmentSopClass.RequestCommitment)
            throw new DimseStatusException(GeneralStatus.NoSuchActionType, $"Storage Commitment has no action type {action.ActionTypeId}");
    }

    /// <summary>Reads bytes.</summary>
    /// <param name="bytes">The data set; kept, if it holds anything that is.</param>
    /// <param name="transferSyntax">What it is in.</param>
    /// <param name="limits">How much it may hold; the defaults by default.</param>
    /// <exception cref="DimseStatusException">As <see cref="Read(DicomDataSet, CommitmentLimits?)"/>; 0110H: the bytes are no data set.</exception>
    public static CommitmentAction Read(ReadOnlyMemory<byte> bytes, TransferSyntax transferSyntax, CommitmentLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(transferSyntax);
        limits ??= CommitmentLimits.Default;
        return Read(CommitmentDataSet.Parse(bytes, transferSyntax, limits), limits);
    }

    /// <summary>Reads a data set.</summary>
    /// <exception cref="DimseStatusException">
    /// 0115H: Transaction UID or Referenced SOP Sequence is missing or empty, or has an item without UIDs. 0213H: too many references.
    /// </exception>
    public static CommitmentAction Read(DicomDataSet dataSet, CommitmentLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        var transaction = CommitmentDataSet.ReadTransactionUid(dataSet);
        var items = CommitmentDataSet.ReadItems(dataSet, Tags.ReferencedSOPSequence, limits ?? CommitmentLimits.Default);
        if (items.Count == 0)
        {
            throw CommitmentDataSet.Invalid(dataSet.Contains(Tags.ReferencedSOPSequence)
                ? "Referenced SOP Sequence (0008,1199) has no items"
                : "Referenced SOP Sequence (0008,1199) is missing");
        }

        var references = new ReferencedInstance[items.Count];
        for (var i = 0; i < references.Length; i++)
            references[i] = CommitmentDataSet.ReadReference(items[i]);
        return new CommitmentAction(transaction, references);
    }

    /// <inheritdoc/>
    public void WriteTo(IBufferWriter<byte> output, TransferSyntax transferSyntax) => ToDataSet().WriteTo(output, transferSyntax);

    /// <summary>The data set.</summary>
    /// <exception cref="FormatException">A UID holds a character that no UID has.</exception>
    public DicomDataSet ToDataSet()
    {
        var items = new DicomDataSet[References.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = CommitmentDataSet.ToItem(References[i]);
        return new DicomDataSet { { Tags.TransactionUID, TransactionUid }, { Tags.ReferencedSOPSequence, items } };
    }
}
