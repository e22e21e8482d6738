using System.Buffers.Binary;
using System.Text;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// The elements of a command set that any DIMSE message knows, as they lie in its bytes (PS3.7 §6.3.1: Implicit VR Little Endian,
/// group 0000). Reading makes no objects.
/// </summary>
internal ref struct CommandSet
{
    public const ushort NoDataSet = 0x0101;
    private const int ElementHeaderLength = 8;

    // The longest regular command, N-GET, has a dozen elements; unknown ones are skipped.
    private const int MaxElements = 64;

    public ushort? CommandField;
    public ushort? MessageId;
    public ushort? MessageIdBeingRespondedTo;
    public ushort? DataSetType;
    public ushort? Priority;
    public ushort? Status;
    public ushort? ErrorId;
    public ushort? EventTypeId;
    public ushort? ActionTypeId;
    public ushort? RemainingSuboperations;
    public ushort? CompletedSuboperations;
    public ushort? FailedSuboperations;
    public ushort? WarningSuboperations;
    public ushort? MoveOriginatorMessageId;
    public ReadOnlySpan<byte> AffectedSopClassUid;
    public ReadOnlySpan<byte> RequestedSopClassUid;
    public ReadOnlySpan<byte> AffectedSopInstanceUid;
    public ReadOnlySpan<byte> RequestedSopInstanceUid;
    public ReadOnlySpan<byte> MoveDestination;
    public ReadOnlySpan<byte> MoveOriginatorAETitle;
    public ReadOnlySpan<byte> OffendingElement;
    public ReadOnlySpan<byte> ErrorComment;
    public ReadOnlySpan<byte> AttributeIdentifierList;

    public bool HasLongSopClassUid;
    public bool HasLongSopInstanceUid;

    // Command Data Set Type is mandatory. Where a peer leaves it out, a data set is waited for only with a message that may have one.
    public readonly bool HasDataSet => DataSetType is { } type ? type != NoDataSet : !NeverHasDataSet;

    private readonly bool NeverHasDataSet => (Network.CommandField?)CommandField is
        Network.CommandField.CEchoRequest or Network.CommandField.CEchoResponse or Network.CommandField.CCancelRequest or Network.CommandField.CStoreResponse
        or Network.CommandField.NGetRequest or Network.CommandField.NDeleteRequest or Network.CommandField.NDeleteResponse;

    /// <summary>Reads the elements; those out of order or unknown are tolerated, lengths that do not fit are not.</summary>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Read(ReadOnlySpan<byte> bytes, out CommandSet command)
    {
        command = default;
        for (var count = 0; !bytes.IsEmpty; count++)
        {
            if (count == MaxElements)
                return "too many elements";
            if (bytes.Length < ElementHeaderLength)
                return "truncated element";
            var group = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            var element = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            if (group != 0)
                return "element outside of group 0000";
            if (length > (uint)(bytes.Length - ElementHeaderLength))
                return "element longer than the command set";
            var value = bytes.Slice(ElementHeaderLength, (int)length);
            if (!command.Take(element, value))
                return "element of wrong length";
            bytes = bytes[(ElementHeaderLength + (int)length)..];
        }

        return null;
    }

    /// <summary>A UID, as the abstract syntax of the context when it is equal, which needs no string.</summary>
    public static DicomUid ToUid(ReadOnlySpan<byte> value, PresentationContext context)
    {
        var text = value.TrimEnd("\0 "u8).TrimStart((byte)' ');
        return text.SequenceEqual(context.AbstractSyntaxBytes) ? context.AbstractSyntax : ToUid(value);
    }

    public static DicomUid ToUid(ReadOnlySpan<byte> value)
    {
        var text = value.TrimEnd("\0 "u8).TrimStart((byte)' ');
        return text.IsEmpty ? default : new DicomUid(Encoding.Latin1.GetString(text));
    }

    public static AETitle ToAETitle(ReadOnlySpan<byte> value) =>
        AETitle.TryParse(Encoding.Latin1.GetString(value.TrimEnd("\0 "u8)), out var title) ? title : default;

    public static DicomTag[] ToTags(ReadOnlySpan<byte> value)
    {
        var tags = new DicomTag[value.Length / 4];
        for (var i = 0; i < tags.Length; i++)
        {
            var tag = value[(4 * i)..];
            tags[i] = new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(tag), BinaryPrimitives.ReadUInt16LittleEndian(tag[2..]));
        }

        return tags;
    }

    private bool Take(ushort element, ReadOnlySpan<byte> value)
    {
        switch (element)
        {
            case CommandElement.AffectedSopClassUid: return TakeUid(ref AffectedSopClassUid, value, ref HasLongSopClassUid);
            case CommandElement.RequestedSopClassUid: return TakeUid(ref RequestedSopClassUid, value, ref HasLongSopClassUid);
            case CommandElement.CommandField: return TakeNumber(ref CommandField, value);
            case CommandElement.MessageId: return TakeNumber(ref MessageId, value);
            case CommandElement.MessageIdBeingRespondedTo: return TakeNumber(ref MessageIdBeingRespondedTo, value);
            case CommandElement.MoveDestination: return TakeText(ref MoveDestination, value);
            case CommandElement.Priority: return TakeNumber(ref Priority, value);
            case CommandElement.CommandDataSetType: return TakeNumber(ref DataSetType, value);
            case CommandElement.Status: return TakeNumber(ref Status, value);
            case CommandElement.OffendingElement: return TakeText(ref OffendingElement, value);
            case CommandElement.ErrorComment: return TakeText(ref ErrorComment, value);
            case CommandElement.ErrorId: return TakeNumber(ref ErrorId, value);
            case CommandElement.AffectedSopInstanceUid: return TakeUid(ref AffectedSopInstanceUid, value, ref HasLongSopInstanceUid);
            case CommandElement.RequestedSopInstanceUid: return TakeUid(ref RequestedSopInstanceUid, value, ref HasLongSopInstanceUid);
            case CommandElement.EventTypeId: return TakeNumber(ref EventTypeId, value);
            case CommandElement.AttributeIdentifierList: return TakeText(ref AttributeIdentifierList, value);
            case CommandElement.ActionTypeId: return TakeNumber(ref ActionTypeId, value);
            case CommandElement.RemainingSuboperations: return TakeNumber(ref RemainingSuboperations, value);
            case CommandElement.CompletedSuboperations: return TakeNumber(ref CompletedSuboperations, value);
            case CommandElement.FailedSuboperations: return TakeNumber(ref FailedSuboperations, value);
            case CommandElement.WarningSuboperations: return TakeNumber(ref WarningSuboperations, value);
            case CommandElement.MoveOriginatorAETitle: return TakeText(ref MoveOriginatorAETitle, value);
            case CommandElement.MoveOriginatorMessageId: return TakeNumber(ref MoveOriginatorMessageId, value);
            default: return true;
        }
    }

    private static bool TakeNumber(ref ushort? field, ReadOnlySpan<byte> value)
    {
        // An empty number is as good as an absent one: requests that need it say so.
        if (value.IsEmpty)
            return true;
        if (value.Length != 2)
            return false;
        field = BinaryPrimitives.ReadUInt16LittleEndian(value);
        return true;
    }

    // One that is too long is as if it were absent, and remembered: the request is answered with a status, its association lives on.
    private static bool TakeUid(ref ReadOnlySpan<byte> field, ReadOnlySpan<byte> value, ref bool isLong)
    {
        isLong |= value.Length > DicomUid.MaxLength;
        field = value.Length > DicomUid.MaxLength ? [] : value;
        return true;
    }

    private static bool TakeText(ref ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        field = value;
        return true;
    }
}
