using System.Buffers;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>What a job that moves instances has to do: a C-MOVE, in the form that its job keeps. Immutable.</summary>
/// <param name="Query">What was asked for.</param>
/// <param name="Destination">Move Destination.</param>
/// <param name="Connection">Who asked.</param>
/// <param name="MessageId">Message ID of the request.</param>
internal sealed record MoveTask(RetrieveQuery Query, AETitle Destination, DicomConnection Connection, ushort MessageId)
{
    /// <summary>True when it was asked for by C-MOVE, and not by a plugin.</summary>
    private bool IsMove => !Connection.CallingAETitle.IsEmpty;

    /// <summary>Whose C-MOVE the C-STOREs are a part of; null for nobody's.</summary>
    public MoveOriginator? Originator => IsMove ? new MoveOriginator(Connection.CallingAETitle, MessageId) : null;

    /// <summary>Reads the arguments of a job.</summary>
    public static MoveTask Parse(ReadOnlyMemory<byte> arguments)
    {
        using var json = JsonDocument.Parse(arguments);
        var root = json.RootElement;
        var identifier = DicomDataSet.Parse(root.GetProperty("identifier").GetBytesFromBase64(), TransferSyntax.ExplicitVRLittleEndian);
        var model = Enum.Parse<QueryRetrieveModel>(root.GetProperty("model").GetString() ?? "");
        var query = new RetrieveQuery(identifier, model, RetrieveIdentifier.LevelOf(identifier, model, takesAnyLevel: false));
        return new MoveTask(query, ConnectionFacts.TitleOf(root, "destination"), ConnectionFacts.Read(root), root.GetProperty("messageId").GetUInt16());
    }

    /// <summary>The arguments of its job.</summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        var output = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("model", Query.Model.ToString());
        json.WriteBase64String("identifier", Query.Identifier.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
        json.WriteString("destination", Destination.Value);
        ConnectionFacts.Write(json, Connection);
        json.WriteNumber("messageId", MessageId);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    /// <summary>What is shown of its job.</summary>
    /// <param name="local">What the server calls itself towards the destination.</param>
    /// <param name="count">How many instances there are, as far as that is known.</param>
    /// <param name="failed">How many the last attempt could not send.</param>
    /// <param name="parents">Identifiers of the resources that were asked for; null to leave them out.</param>
    public string ToContent(AETitle local, long count, long failed, IReadOnlyList<string>? parents)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("Description", IsMove ? "C-MOVE" : "Plugin");
        json.WriteNumber("FailedInstancesCount", failed);
        json.WriteNumber("InstancesCount", count);
        json.WriteString("LocalAet", local.Value);
        if (IsMove)
        {
            json.WriteString("MoveOriginatorAET", Connection.CallingAETitle.Value);
            json.WriteNumber("MoveOriginatorID", MessageId);
        }

        if (parents is not null)
        {
            json.WriteStartArray("ParentResources");
            foreach (var parent in parents)
                json.WriteStringValue(parent);
            json.WriteEndArray();
        }

        json.WriteString("RemoteAet", Destination.Value);
        json.WriteEndObject();
        json.Flush();
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
