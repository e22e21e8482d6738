using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Asks a worklist as a modality would, and says of each item why it matches or does not, key by key, by the matcher that answers.</summary>
internal static class WorklistExplanation
{
    // More than people read; the rest is counted.
    private const int MostItems = 200;

    public static async Task AnswerAsync(HttpContext context, ConsoleParts parts)
    {
        if (!TrafficEndpoints.MaySeePatients(context))
            throw new RestException(RestError.Forbidden, "Worklist items are patient data.");
        using var document = await RequestBodies.ReadObjectAsync(context);
        var asked = Read(document.RootElement, parts);
        var source = Choose(parts.Worklists, asked.Called);
        var matcher = asked.Query.Matcher;
        if (source.Narrow is { } narrow)
            matcher = narrow(asked.Query, asked.Calling).Matcher;
        var items = source.Items is { } all
            ? new WorklistAnswers(all())
            : await WorklistAnswers.AskAsync(source.Handler, asked.Query, new DicomConnection(asked.Calling, asked.Called, null, 0), context.RequestAborted);
        await JsonAnswers.WriteAsync(context, writer => Write(writer, source, matcher, asked.Query.Identifier, items));
    }

    private static Question Read(JsonElement body, ConsoleParts parts)
    {
        var calling = TitleOf(body, "callingAet", "BELFRYCONSOLE");
        var called = TitleOf(body, "calledAet", parts.Facts().DicomAet);
        var identifier = body.TryGetProperty("operation", out var operation) && operation.TryGetInt64(out var number)
            ? OfOperation(parts.Traffic, number)
            : OfKeys(body);
        return new Question(calling, called, new WorklistQuery(identifier, parts.Matching));
    }

    private static DicomDataSet OfOperation(TrafficRecorder traffic, long number) =>
        traffic.TryGetOperation(number, out var facts) && !facts.Identifier.IsEmpty
            ? DicomDataSet.Parse(facts.Identifier, facts.Context.TransferSyntax)
            : throw new RestException(RestError.NoSuchItem, "The query of this operation is not kept.");

    private static DicomDataSet OfKeys(JsonElement body)
    {
        var keys = body.TryGetProperty("query", out var query) ? QueryJson.Read(query) : new DicomDataSet();
        if (BodyMembers.Text(body, "characterSet") is not { Length: > 0 } characterSet)
            return keys;

        // Through bytes, so that a name is matched as it arrives from a modality with that character set.
        keys.Set(Tags.SpecificCharacterSet, characterSet.Split('\\'));
        try
        {
            // What it has not would become question marks, which match any character.
            if (!ReferenceEquals(keys.WithFittingCharacterSet(), keys))
                throw new RestException(RestError.BadRequest, "This character set does not have all characters of the keys: a modality that uses it cannot ask this.");
            var bytes = new System.Buffers.ArrayBufferWriter<byte>();
            keys.WriteTo(bytes, TransferSyntax.ExplicitVRLittleEndian);
            return DicomDataSet.Parse(bytes.WrittenMemory, TransferSyntax.ExplicitVRLittleEndian);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidOperationException)
        {
            throw new RestException(RestError.BadRequest, "The keys cannot be written in this character set: " + fault.Message, fault);
        }
    }

    private static AETitle TitleOf(JsonElement body, string name, string byDefault)
    {
        var text = BodyMembers.Text(body, name) is { Length: > 0 } given ? given : byDefault;
        return AETitle.TryParse(text, out var title) ? title : throw new RestException(RestError.BadRequest, $"\"{name}\" is no AE title.");
    }

    private static WorklistSource Choose(IReadOnlyList<WorklistSource> sources, AETitle called) =>
        sources.FirstOrDefault(source => source.CalledAETitle == called) ?? sources.FirstOrDefault(static source => source.CalledAETitle is null)
            ?? throw new RestException(RestError.NoSuchItem, "Nobody answers worklist queries.");

    private static void Write(Utf8JsonWriter writer, WorklistSource source, DataSetMatcher matcher, DicomDataSet identifier, WorklistAnswers answers)
    {
        writer.WriteStartObject();
        writer.WriteString("source", source.Name);
        writer.WriteBoolean("lists", source.Items is not null);
        writer.WriteBoolean("isCut", answers.IsCut);
        writer.WriteStartArray("narrowedBy");
        foreach (var key in answers.NarrowedBy)
            writer.WriteStringValue(DataSetJson.NameOf(key));
        writer.WriteEndArray();
        writer.WritePropertyName("query");
        DataSetJson.Write(writer, identifier, showsAll: true);
        var judged = answers.Items.Select(item => (Item: item, Matches: matcher.IsMatch(item))).OrderByDescending(static pair => pair.Matches).ToList();
        writer.WriteNumber("count", judged.Count);
        writer.WriteNumber("matches", judged.Count(static pair => pair.Matches));
        writer.WriteStartArray("items");
        foreach (var (item, matches) in judged.Take(MostItems))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("matches", matches);
            WriteSummary(writer, item);
            writer.WriteStartArray("keys");
            foreach (var key in matcher.Explain(item))
                WriteKey(writer, key, item);
            writer.WriteEndArray();
            writer.WritePropertyName("elements");
            DataSetJson.Write(writer, item, showsAll: true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter writer, DicomDataSet item)
    {
        var step = item.GetSequence(Tags.ScheduledProcedureStepSequence) is [var first, ..] ? first : new DicomDataSet();
        writer.WriteString("patientName", item.GetString(Tags.PatientName));
        writer.WriteString("patientId", item.GetString(Tags.PatientID));
        writer.WriteString("accession", item.GetString(Tags.AccessionNumber));
        writer.WriteString("modality", step.GetString(Tags.Modality));
        writer.WriteString("station", step.GetString(Tags.ScheduledStationAETitle));
        writer.WriteString("date", step.GetString(Tags.ScheduledProcedureStepStartDate));
        writer.WriteString("time", step.GetString(Tags.ScheduledProcedureStepStartTime));
        writer.WriteString("procedure", item.GetString(Tags.RequestedProcedureDescription) ?? step.GetString(Tags.ScheduledProcedureStepDescription));
    }

    private static void WriteKey(Utf8JsonWriter writer, KeyResult key, DicomDataSet item)
    {
        writer.WriteStartObject();
        writer.WriteString("tag", string.Join(" › ", key.Path.Select(static tag => $"{tag.Group:X4},{tag.Element:X4}")));
        writer.WriteString("name", DataSetJson.NameOf(key.Path[^1]));
        writer.WriteString("kind", key.Kind.ToString());
        writer.WriteString("asked", key.QueryValue);
        writer.WriteString("outcome", key.Outcome.ToString());
        writer.WriteBoolean("met", key.IsMet);
        writer.WriteString("value", string.Join(" | ", ValuesOf([item], key.Path)));
        writer.WriteEndObject();
    }

    /// <summary>The values at a path, in all items of the sequences on the way.</summary>
    private static IEnumerable<string> ValuesOf(IEnumerable<DicomDataSet> dataSets, IReadOnlyList<DicomTag> path)
    {
        var inside = dataSets;
        foreach (var sequence in path.Take(path.Count - 1))
            inside = inside.SelectMany(dataSet => dataSet.GetSequence(sequence)).ToList();
        return inside.Select(dataSet => dataSet.GetString(path[^1])).OfType<string>().Where(static text => text.Length > 0);
    }

    private sealed record Question(AETitle Calling, AETitle Called, WorklistQuery Query);
}
