using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// What the data sets of N-ACTION and N-EVENT-REPORT have in common (PS3.4 tables J.3-1 and J.3-2): a transaction, and sequences of references.
/// What is wrong with them becomes a status and a comment. Pure.
/// </summary>
internal static class CommitmentDataSet
{
    /// <summary>Reads and indexes the data set of an operation.</summary>
    /// <exception cref="DimseStatusException">As for <see cref="Parse"/>.</exception>
    /// <exception cref="DataSetTooLargeException">It is longer than the limit: 0213H.</exception>
    public static async ValueTask<DicomDataSet> ReadAsync(DimseOperation operation, CommitmentLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var bytes = await operation.ReadDataSetBytesAsync(limits.MaxDataSetLength).ConfigureAwait(false);
        return Parse(bytes, operation.PresentationContext.TransferSyntax, limits);
    }

    /// <summary>Indexes the bytes. Too many items, or bytes that are no data set, are faults of the peer's and have a status.</summary>
    /// <exception cref="DimseStatusException">0110H or 0213H.</exception>
    public static DicomDataSet Parse(ReadOnlyMemory<byte> bytes, TransferSyntax transferSyntax, CommitmentLimits limits)
    {
        if (bytes.Length > limits.MaxDataSetLength)
            throw new DimseStatusException(GeneralStatus.ResourceLimitation, "Data set is too large");
        if (bytes.IsEmpty)
            return [];
        var isFaulty = false;
        var options = new DicomReadOptions
        {
            MaxElements = limits.MaxElements,
            MaxInflatedBytes = limits.MaxDataSetLength,
            KeepWhatWasRead = true,
            OnWarning = _ => isFaulty = true,
        };
        var dataSet = DicomDataSet.Parse(bytes, transferSyntax, options);
        if (!isFaulty)
            return dataSet;

        // What was read before the limit tells whether that was too many references. Anything else is read again, to be told from what can be mended.
        CheckCount(dataSet, Tags.ReferencedSOPSequence, limits);
        CheckCount(dataSet, Tags.FailedSOPSequence, limits);
        try
        {
            return DicomDataSet.Parse(bytes, transferSyntax, options with { KeepWhatWasRead = false, OnWarning = null });
        }
        catch (DicomFormatException fault)
        {
            throw new DimseStatusException(GeneralStatus.ProcessingFailure, "Data set cannot be read", innerException: fault);
        }
    }

    /// <summary>All operations are those of the well-known instance.</summary>
    /// <param name="uid">The UID of the command.</param>
    /// <param name="element">The element that has it, in words.</param>
    /// <exception cref="DimseStatusException">0117H: it is no UID. 0112H: it is that of another instance.</exception>
    public static void CheckInstance(DicomUid uid, string element)
    {
        if (uid == CommitmentSopClass.Instance)
            return;
        throw uid.IsValid
            ? new DimseStatusException(GeneralStatus.NoSuchSopInstance, "Not the well-known instance of Storage Commitment")
            : new DimseStatusException(GeneralStatus.InvalidSopInstance, $"{element} is not a UID");
    }

    /// <summary>Transaction UID (0008,1195).</summary>
    /// <exception cref="DimseStatusException">0115H: it is missing, or no UID.</exception>
    public static DicomUid ReadTransactionUid(DicomDataSet dataSet)
    {
        if (ReadUid(dataSet, Tags.TransactionUID) is not { } uid)
            throw Invalid("Transaction UID (0008,1195) is missing");
        return IsUidText(uid) ? uid : throw Invalid("Transaction UID (0008,1195) is not a UID");
    }

    /// <summary>The items of a sequence of references.</summary>
    /// <exception cref="DimseStatusException">0213H: there are too many.</exception>
    public static IReadOnlyList<DicomDataSet> ReadItems(DicomDataSet dataSet, DicomTag sequence, CommitmentLimits limits)
    {
        CheckCount(dataSet, sequence, limits);
        return dataSet.GetSequence(sequence);
    }

    /// <summary>Referenced SOP Class UID (0008,1150) and Referenced SOP Instance UID (0008,1155) of an item.</summary>
    /// <exception cref="DimseStatusException">0115H: one of them is missing, or no UID.</exception>
    public static ReferencedInstance ReadReference(DicomDataSet item)
    {
        if (ReadUid(item, Tags.ReferencedSOPClassUID) is not { } sopClass || ReadUid(item, Tags.ReferencedSOPInstanceUID) is not { } instance)
            throw Invalid("An item without Referenced SOP Class or Instance UID");
        return IsUidText(sopClass) && IsUidText(instance)
            ? new ReferencedInstance(sopClass, instance)
            : throw Invalid("A Referenced SOP Class or Instance UID is not a UID");
    }

    /// <summary>Failure Reason (0008,1197) of an item; 0110H when it has none.</summary>
    public static CommitmentFailureReason ReadReason(DicomDataSet item)
    {
        try
        {
            return item.GetInteger(Tags.FailureReason) is > 0 and <= ushort.MaxValue and var code
                ? (CommitmentFailureReason)code
                : CommitmentFailureReason.ProcessingFailure;
        }
        catch (FormatException)
        {
            // Its VR is one that holds no numbers.
            return CommitmentFailureReason.ProcessingFailure;
        }
    }

    /// <summary>The item of a reference.</summary>
    public static DicomDataSet ToItem(in ReferencedInstance reference) => new()
    {
        { Tags.ReferencedSOPClassUID, reference.SopClassUid },
        { Tags.ReferencedSOPInstanceUID, reference.SopInstanceUid },
    };

    /// <summary>0115H with a comment.</summary>
    public static DimseStatusException Invalid(string comment) => new(GeneralStatus.InvalidArgumentValue, comment);

    private static void CheckCount(DicomDataSet dataSet, DicomTag sequence, CommitmentLimits limits)
    {
        if (dataSet.GetSequence(sequence).Count > limits.MaxReferences)
            throw new DimseStatusException(GeneralStatus.ResourceLimitation, $"More than {limits.MaxReferences} references");
    }

    private static DicomUid? ReadUid(DicomDataSet dataSet, DicomTag tag) => dataSet.GetUids(tag) switch
    {
        [{ IsEmpty: false } uid] => uid,
        { Count: > 1 } => throw Invalid($"{tag} has several values"),
        _ => null,
    };

    // Instances with UIDs that break the rules of their components are sent and stored all over the world; what is no UID at all is not.
    private static bool IsUidText(DicomUid uid) => uid.Value.Length <= DicomUid.MaxLength && !uid.Value.AsSpan().ContainsAnyExcept("0123456789.");
}
