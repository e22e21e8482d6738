using System.Buffers.Binary;
using System.Text;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// Encodes command sets (PS3.7 §6.3.1): group 0000, Implicit VR Little Endian, ascending order, Command Group Length first. Pure.
/// </summary>
internal static class CommandWriter
{
    private const ushort DataSetPresent = 0x0001;

    public static void Write(OutputBuffer output, DimseRequest request, ushort messageId, bool hasDataSet)
    {
        var start = Begin(output);
        var requested = request is NGetRequest or NSetRequest or NActionRequest or NDeleteRequest;
        WriteUid(output, requested ? CommandElement.RequestedSopClassUid : CommandElement.AffectedSopClassUid, request.SopClassUid);
        WriteNumber(output, CommandElement.CommandField, (ushort)request.CommandField);
        WriteNumber(output, CommandElement.MessageId, messageId);
        if (request is CMoveRequest move)
            WriteText(output, CommandElement.MoveDestination, move.MoveDestination.Value, ' ');
        if (Priority(request) is { } priority)
            WriteNumber(output, CommandElement.Priority, (ushort)priority);
        WriteNumber(output, CommandElement.CommandDataSetType, hasDataSet ? DataSetPresent : CommandSet.NoDataSet);
        WriteUid(output, requested ? CommandElement.RequestedSopInstanceUid : CommandElement.AffectedSopInstanceUid, request.SopInstanceUid);
        switch (request)
        {
            case NEventReportRequest report:
                WriteNumber(output, CommandElement.EventTypeId, report.EventTypeId);
                break;
            case NGetRequest get:
                WriteTags(output, CommandElement.AttributeIdentifierList, get.AttributeIdentifierList);
                break;
            case NActionRequest action:
                WriteNumber(output, CommandElement.ActionTypeId, action.ActionTypeId);
                break;
            case CStoreRequest store:
                if (!store.MoveOriginatorAETitle.IsEmpty)
                    WriteText(output, CommandElement.MoveOriginatorAETitle, store.MoveOriginatorAETitle.Value, ' ');
                WriteNumber(output, CommandElement.MoveOriginatorMessageId, store.MoveOriginatorMessageId);
                break;
        }

        End(output, start);
    }

    public static void Write(OutputBuffer output, DimseRequest request, DimseResponse response, bool hasDataSet)
    {
        var start = Begin(output);
        WriteUid(output, CommandElement.AffectedSopClassUid, request.SopClassUid);
        WriteNumber(output, CommandElement.CommandField, (ushort)response.CommandField);
        WriteNumber(output, CommandElement.MessageIdBeingRespondedTo, request.MessageId);
        WriteNumber(output, CommandElement.CommandDataSetType, hasDataSet ? DataSetPresent : CommandSet.NoDataSet);
        WriteNumber(output, CommandElement.Status, response.Status.Code);
        WriteTags(output, CommandElement.OffendingElement, response.OffendingElements);
        if (response.ErrorComment is { } comment)
            WriteText(output, CommandElement.ErrorComment, comment, ' ');
        WriteNumber(output, CommandElement.ErrorId, response.ErrorId);
        WriteUid(output, CommandElement.AffectedSopInstanceUid, response.AffectedSopInstanceUid.IsEmpty ? request.SopInstanceUid : response.AffectedSopInstanceUid);
        switch (response)
        {
            case NEventReportResponse report:
                WriteNumber(output, CommandElement.EventTypeId, report.EventTypeId);
                break;
            case NActionResponse action:
                WriteNumber(output, CommandElement.ActionTypeId, action.ActionTypeId);
                break;
            case CGetResponse get:
                WriteCounts(output, get.RemainingSuboperations, get.CompletedSuboperations, get.FailedSuboperations, get.WarningSuboperations);
                break;
            case CMoveResponse move:
                WriteCounts(output, move.RemainingSuboperations, move.CompletedSuboperations, move.FailedSuboperations, move.WarningSuboperations);
                break;
        }

        End(output, start);
    }

    /// <summary>C-CANCEL-RQ (PS3.7 §9.3.2.3).</summary>
    public static void Write(OutputBuffer output, CCancelRequest cancel)
    {
        var start = Begin(output);
        WriteNumber(output, CommandElement.CommandField, (ushort)CommandField.CCancelRequest);
        WriteNumber(output, CommandElement.MessageIdBeingRespondedTo, cancel.MessageIdBeingRespondedTo);
        WriteNumber(output, CommandElement.CommandDataSetType, CommandSet.NoDataSet);
        End(output, start);
    }

    private static DimsePriority? Priority(DimseRequest request) => request switch
    {
        CStoreRequest store => store.Priority,
        CFindRequest find => find.Priority,
        CGetRequest get => get.Priority,
        CMoveRequest move => move.Priority,
        _ => null,
    };

    private static int Begin(OutputBuffer output)
    {
        WriteHeader(output, CommandElement.CommandGroupLength, 4);
        output.Add(4);
        return output.Length;
    }

    private static void End(OutputBuffer output, int start) =>
        BinaryPrimitives.WriteUInt32LittleEndian(output.Slice(start - 4, 4), (uint)(output.Length - start));

    private static void WriteCounts(OutputBuffer output, ushort? remaining, ushort? completed, ushort? failed, ushort? warning)
    {
        WriteNumber(output, CommandElement.RemainingSuboperations, remaining);
        WriteNumber(output, CommandElement.CompletedSuboperations, completed);
        WriteNumber(output, CommandElement.FailedSuboperations, failed);
        WriteNumber(output, CommandElement.WarningSuboperations, warning);
    }

    private static void WriteNumber(OutputBuffer output, ushort element, ushort? value)
    {
        if (value is not { } number)
            return;
        WriteHeader(output, element, 2);
        BinaryPrimitives.WriteUInt16LittleEndian(output.Add(2), number);
    }

    private static void WriteUid(OutputBuffer output, ushort element, DicomUid uid)
    {
        if (!uid.IsEmpty)
            WriteText(output, element, uid.Value, '\0');
    }

    private static void WriteText(OutputBuffer output, ushort element, string text, char padding)
    {
        var padded = text.Length + (text.Length & 1);
        WriteHeader(output, element, padded);
        var value = output.Add(padded);
        if (padded > text.Length)
            value[^1] = (byte)padding;
        Encoding.Latin1.GetBytes(text, value);
    }

    private static void WriteTags(OutputBuffer output, ushort element, IReadOnlyList<DicomTag> tags)
    {
        if (tags.Count == 0)
            return;
        WriteHeader(output, element, 4 * tags.Count);
        for (var i = 0; i < tags.Count; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(output.Add(2), tags[i].Group);
            BinaryPrimitives.WriteUInt16LittleEndian(output.Add(2), tags[i].Element);
        }
    }

    private static void WriteHeader(OutputBuffer output, ushort element, int length)
    {
        var header = output.Add(8);
        BinaryPrimitives.WriteUInt16LittleEndian(header, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], element);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], length);
    }
}
