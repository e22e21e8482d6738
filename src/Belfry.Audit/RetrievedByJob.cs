using System.Globalization;
using System.Text.Json;

namespace Belfry.Audit;

/// <summary>What the content of a job that retrieves from a modality says. Pure functions.</summary>
internal static class RetrievedByJob
{
    /// <summary>How many of the entities that were asked for did not come without a failure or a warning.</summary>
    public static int CountFailed(JsonElement content) => Details(content).Count(static one => !IsWell(one));

    /// <summary>How far it came.</summary>
    public static string Describe(JsonElement content)
    {
        var asked = content.TryGetProperty("Query", out var query) ? query.GetArrayLength() : 0;
        var well = Details(content).Count(IsWell);
        var text = string.Create(CultureInfo.InvariantCulture, $"{well} of {asked} requests were done");

        // Who sends by C-MOVE sends elsewhere: only C-GET names what came.
        return content.TryGetProperty("TargetAet", out _)
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text}, {Details(content).Sum(static one => one.GetProperty("ReceivedInstancesIds").GetArrayLength())} instances arrived");
    }

    /// <summary>Studies and patients that were asked for, as far as the keys name them.</summary>
    public static IEnumerable<AuditObject> ObjectsOf(JsonElement content)
    {
        if (!content.TryGetProperty("Query", out var query))
            yield break;
        foreach (var entity in query.EnumerateArray())
        {
            // The spelling is the choice of who asked.
            if (TextOf(entity, "0020,000d", "StudyInstanceUID") is { } study)
                yield return AuditObject.Study(study);
            if (TextOf(entity, "0010,0020", "PatientID") is { } patient)
                yield return AuditObject.Patient(patient);
        }
    }

    private static IEnumerable<JsonElement> Details(JsonElement content) => content.TryGetProperty("Details", out var details) ? details.EnumerateArray() : [];

    private static bool IsWell(JsonElement detail) => detail.GetProperty("DimseErrorStatus").GetInt32() == 0;

    private static string? TextOf(JsonElement entity, string tag, string keyword)
    {
        if (!entity.TryGetProperty(tag, out var value) && !entity.TryGetProperty(keyword, out value))
            return null;
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("Value", out var inner))
            value = inner;
        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
    }
}
