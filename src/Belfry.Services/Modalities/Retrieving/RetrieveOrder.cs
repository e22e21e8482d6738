using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>What a job that retrieves from a modality has to do, one entity after the other. Immutable.</summary>
/// <param name="Modality">Whom to ask.</param>
/// <param name="Level">What the entities are.</param>
/// <param name="Entities">Their attributes, with the unique keys down to the level; shown as they are.</param>
public sealed record RetrieveOrder(ModalityChoice Modality, QueryRetrieveLevel Level, IReadOnlyList<DicomDataSet> Entities)
{
    /// <summary>By which command.</summary>
    public RetrieveMethod Method { get; init; }

    /// <summary>Move Destination; of no meaning for C-GET.</summary>
    public AETitle Target { get; init; }

    /// <summary>True when the job succeeds though entities did not come.</summary>
    public bool IsPermissive { get; init; }

    /// <summary>How the entities are shown.</summary>
    public TagJsonFormat Format { get; init; } = TagJsonFormat.Short;

    /// <summary>The unique keys of a level (PS3.4 §C.6.1.1, §C.6.2.1): those of an entity at the level and of what it is part of, below the patient.</summary>
    public static IReadOnlyList<DicomTag> KeysOf(QueryRetrieveLevel level) => level switch
    {
        QueryRetrieveLevel.Patient => [Tags.PatientID],
        QueryRetrieveLevel.Study => [Tags.StudyInstanceUID],
        QueryRetrieveLevel.Series => [Tags.StudyInstanceUID, Tags.SeriesInstanceUID],
        _ => [Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPInstanceUID],
    };

    /// <summary>The keys that are sent for an entity, and no others: a peer need not know these at the level.</summary>
    internal RetrieveQuery QueryOf(DicomDataSet entity)
    {
        var identifier = new DicomDataSet { { Tags.QueryRetrieveLevel, QueryRetrieveLevels.ToText(Level) } };
        if (Level == QueryRetrieveLevel.Patient && entity.TryGetElement(Tags.SpecificCharacterSet, out var characterSet))
            identifier.Set(characterSet);
        foreach (var tag in KeysOf(Level))
        {
            if (entity.TryGetElement(tag, out var key))
                identifier.Set(key);
        }

        return new RetrieveQuery(identifier, Level == QueryRetrieveLevel.Patient ? QueryRetrieveModel.PatientRoot : QueryRetrieveModel.StudyRoot, Level);
    }

    /// <summary>Reads the arguments of a job.</summary>
    internal static RetrieveOrder Parse(ReadOnlyMemory<byte> arguments)
    {
        var json = JsonNode.Parse(arguments.Span)!.AsObject();
        var entities = json["entities"]!.AsArray().Select(
            static bytes => DicomDataSet.Parse(Convert.FromBase64String((string?)bytes ?? ""), TransferSyntax.ExplicitVRLittleEndian));
        return new RetrieveOrder(ModalityChoice.Parse(json["modality"]!), Enum.Parse<QueryRetrieveLevel>((string?)json["level"] ?? ""), [.. entities])
        {
            Method = Enum.Parse<RetrieveMethod>((string?)json["method"] ?? ""),
            Target = ModalityChoice.TitleOf(json["target"]),
            IsPermissive = (bool?)json["permissive"] ?? false,
            Format = Enum.Parse<TagJsonFormat>((string?)json["format"] ?? ""),
        };
    }

    /// <summary>The arguments of its job.</summary>
    internal ReadOnlyMemory<byte> ToBytes() => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["modality"] = Modality.ToJson(),
        ["level"] = Level.ToString(),
        ["entities"] = new JsonArray(
            [.. Entities.Select(static entity => (JsonNode)Convert.ToBase64String(entity.ToBytes(TransferSyntax.ExplicitVRLittleEndian)))]),
        ["method"] = Method.ToString(),
        ["target"] = Target.Value,
        ["permissive"] = IsPermissive,
        ["format"] = Format.ToString(),
    }.ToJsonString());

    /// <summary>What is shown of its job.</summary>
    /// <param name="remote">The modality, as it is asked.</param>
    /// <param name="local">What the server calls itself towards it.</param>
    /// <param name="results">What has become of the first entities.</param>
    internal string ToContent(RemoteModality remote, AETitle local, IReadOnlyList<RetrieveResult> results)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("Description", "REST API");
            json.WriteStartArray("Details");
            for (var i = 0; i < results.Count; i++)
                WriteResult(json, Entities[i], results[i]);
            json.WriteEndArray();
            json.WriteString("LocalAet", local.Value);
            json.WriteStartArray("Query");
            foreach (var entity in Entities)
                WriteEntity(json, entity);
            json.WriteEndArray();
            json.WriteString("RemoteAet", remote.AETitle.Value);
            if (Method == RetrieveMethod.Move)
                json.WriteString("TargetAet", Target.Value);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
    }

    private void WriteResult(Utf8JsonWriter json, DicomDataSet entity, RetrieveResult result)
    {
        json.WriteStartObject();
        json.WriteNumber("DimseErrorStatus", result.Status);
        json.WritePropertyName("Query");
        WriteEntity(json, entity);
        json.WriteStartArray("ReceivedInstancesIds");
        foreach (var id in result.ReceivedIds)
            json.WriteStringValue(id);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteEntity(Utf8JsonWriter json, DicomDataSet entity) =>
        TagJson.Write(entity, json, new TagJsonOptions { Format = Format, Only = static tag => tag != Tags.SpecificCharacterSet });
}
