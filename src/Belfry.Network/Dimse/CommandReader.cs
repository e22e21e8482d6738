using System.Text;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Makes typed messages of command sets. Pure.</summary>
internal static class CommandReader
{
    private const ushort ResponseBit = 0x8000;

    public static bool IsResponse(ushort commandField) => (commandField & ResponseBit) != 0;

    /// <summary>The request. Absent fields are empty or zero; whether that is fatal is judged by <see cref="FindFault"/>.</summary>
    public static DimseRequest ReadRequest(in CommandSet command, PresentationContext context)
    {
        var id = command.MessageId.GetValueOrDefault();
        var data = command.HasDataSet;
        var affected = CommandSet.ToUid(command.AffectedSopClassUid, context);
        var field = command.CommandField.GetValueOrDefault();
        var priority = (DimsePriority)command.Priority.GetValueOrDefault();
        switch ((CommandField)field)
        {
            case CommandField.CEchoRequest:
                return new CEchoRequest(affected) { MessageId = id, HasDataSet = data };
            case CommandField.CFindRequest:
                return new CFindRequest(affected) { MessageId = id, HasDataSet = data, Priority = priority };
            case CommandField.CGetRequest:
                return new CGetRequest(affected) { MessageId = id, HasDataSet = data, Priority = priority };
            case CommandField.CMoveRequest:
                return new CMoveRequest(affected, CommandSet.ToAETitle(command.MoveDestination))
                {
                    MessageId = id,
                    HasDataSet = data,
                    Priority = priority,
                };
            case CommandField.CStoreRequest:
                return new CStoreRequest(affected, CommandSet.ToUid(command.AffectedSopInstanceUid))
                {
                    MessageId = id,
                    HasDataSet = data,
                    Priority = priority,
                    MoveOriginatorAETitle = command.MoveOriginatorAETitle.IsEmpty ? default : CommandSet.ToAETitle(command.MoveOriginatorAETitle),
                    MoveOriginatorMessageId = command.MoveOriginatorMessageId,
                };
            case CommandField.NEventReportRequest:
                return new NEventReportRequest(affected, CommandSet.ToUid(command.AffectedSopInstanceUid), command.EventTypeId.GetValueOrDefault())
                {
                    MessageId = id,
                    HasDataSet = data,
                };
            case CommandField.NCreateRequest:
                return new NCreateRequest(affected, CommandSet.ToUid(command.AffectedSopInstanceUid)) { MessageId = id, HasDataSet = data };
            default:
                return ReadRequestedInstance(command, context, (CommandField)field, affected);
        }
    }

    /// <summary>What makes a request unusable; null when nothing does.</summary>
    public static RequestFault? FindFault(in CommandSet command, DimseRequest request)
    {
        if (request is UnrecognizedRequest)
            return null;
        if (FindMissing(in command, request) is { } missing)
            return new RequestFault(GeneralStatus.MistypedArgument, missing);
        if (command.HasLongSopClassUid)
            return new RequestFault(request.IsNormalized ? GeneralStatus.NoSuchSopClass : GeneralStatus.SopClassNotSupported, "SOP Class UID is longer than 64 characters");
        return command.HasLongSopInstanceUid
            ? new RequestFault(GeneralStatus.InvalidSopInstance, "SOP Instance UID is longer than 64 characters")
            : null;
    }

    /// <summary>The response to a request, or null when it is of another kind.</summary>
    public static DimseResponse? ReadResponse(in CommandSet command, DimseRequest request)
    {
        if (command.CommandField != ((ushort)request.CommandField | ResponseBit) || command.Status is not { } status)
            return null;
        var response = request.CreateResponse(
            new DimseStatus(status),
            command.ErrorComment.IsEmpty ? null : Encoding.Latin1.GetString(command.ErrorComment.TrimEnd((byte)' ')),
            command.OffendingElement.IsEmpty ? null : CommandSet.ToTags(command.OffendingElement));
        if (command.ErrorId is { } errorId)
            response = response with { ErrorId = errorId };
        if (!command.AffectedSopInstanceUid.IsEmpty)
            response = response with { AffectedSopInstanceUid = CommandSet.ToUid(command.AffectedSopInstanceUid) };
        return response switch
        {
            CGetResponse get => get with
            {
                RemainingSuboperations = command.RemainingSuboperations,
                CompletedSuboperations = command.CompletedSuboperations,
                FailedSuboperations = command.FailedSuboperations,
                WarningSuboperations = command.WarningSuboperations,
            },
            CMoveResponse move => move with
            {
                RemainingSuboperations = command.RemainingSuboperations,
                CompletedSuboperations = command.CompletedSuboperations,
                FailedSuboperations = command.FailedSuboperations,
                WarningSuboperations = command.WarningSuboperations,
            },
            NActionResponse action => action with { ActionTypeId = command.ActionTypeId },
            NEventReportResponse report => report with { EventTypeId = command.EventTypeId },
            _ => response,
        };
    }

    private static DimseRequest ReadRequestedInstance(in CommandSet command, PresentationContext context, CommandField field, DicomUid affected)
    {
        var id = command.MessageId.GetValueOrDefault();
        var data = command.HasDataSet;
        var sopClass = CommandSet.ToUid(command.RequestedSopClassUid, context);
        var instance = CommandSet.ToUid(command.RequestedSopInstanceUid);
        return field switch
        {
            CommandField.NGetRequest => new NGetRequest(sopClass, instance)
            {
                MessageId = id,
                HasDataSet = data,
                AttributeIdentifierList = CommandSet.ToTags(command.AttributeIdentifierList),
            },
            CommandField.NSetRequest => new NSetRequest(sopClass, instance) { MessageId = id, HasDataSet = data },
            CommandField.NActionRequest => new NActionRequest(sopClass, instance, command.ActionTypeId.GetValueOrDefault())
            {
                MessageId = id,
                HasDataSet = data,
            },
            CommandField.NDeleteRequest => new NDeleteRequest(sopClass, instance) { MessageId = id, HasDataSet = data },
            _ => new UnrecognizedRequest((ushort)field, affected.IsEmpty ? sopClass : affected) { MessageId = id, HasDataSet = data },
        };
    }

    private static string? FindMissing(in CommandSet command, DimseRequest request)
    {
        if (request.SopClassUid.IsEmpty && !command.HasLongSopClassUid)
            return "SOP Class UID is missing";
        var hasInstance = command.HasLongSopInstanceUid;
        return request switch
        {
            NCreateRequest => null,
            NEventReportRequest or CStoreRequest when command.AffectedSopInstanceUid.IsEmpty && !hasInstance => "Affected SOP Instance UID is missing",
            NGetRequest or NSetRequest or NActionRequest or NDeleteRequest when command.RequestedSopInstanceUid.IsEmpty && !hasInstance =>
                "Requested SOP Instance UID is missing",
            NEventReportRequest when command.EventTypeId is null => "Event Type ID is missing",
            NActionRequest when command.ActionTypeId is null => "Action Type ID is missing",
            CFindRequest or CGetRequest or CMoveRequest or CStoreRequest when !request.HasDataSet => "Data set is missing",
            _ => null,
        };
    }
}
