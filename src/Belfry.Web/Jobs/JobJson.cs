using System.Globalization;
using System.Text.Json;
using Belfry.Jobs;

namespace Belfry.Web;

/// <summary>A job as the REST interface shows it.</summary>
internal static class JobJson
{
    // Members in alphabetical order, as the reference server has them: clients compare the text.
    public static void Write(Utf8JsonWriter writer, Job job)
    {
        writer.WriteStartObject();
        if (job.Completed is { } completed)
            writer.WriteString("CompletionTime", TimeOf(completed));
        writer.WritePropertyName("Content");
        WriteSorted(writer, job.Content);
        writer.WriteString("CreationTime", TimeOf(job.Created));
        writer.WriteNumber("EffectiveRuntime", Math.Round(job.Runtime.TotalSeconds, 3));
        writer.WriteNumber("ErrorCode", job.Error?.Code ?? 0);
        writer.WriteString("ErrorDescription", job.Error?.Description ?? "Success");
        writer.WriteString("ErrorDetails", job.Error?.Details ?? "");
        if (job.EstimatedEnd is { } end)
            writer.WriteString("EstimatedTimeOfArrival", TimeOf(end));
        writer.WriteString("ID", job.Id.ToString("D"));
        writer.WriteNumber("Priority", job.Priority);
        writer.WriteNumber("Progress", (int)Math.Floor((job.Progress * 100) + 1e-6));
        writer.WriteString("State", job.State.ToString());
        writer.WriteString("Timestamp", TimeOf(job.Timestamp));
        writer.WriteString("Type", job.Kind);
        if (job.UserData is not null)
        {
            writer.WritePropertyName("UserData");
            WriteSorted(writer, job.UserData);
        }

        writer.WriteEndObject();
    }

    private static string TimeOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>Writes the text of a JSON value, members in alphabetical order.</summary>
    public static void WriteSorted(Utf8JsonWriter writer, string json)
    {
        using var document = JsonDocument.Parse(json);
        WriteSorted(writer, document.RootElement);
    }

    private static void WriteSorted(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(static member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    WriteSorted(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    WriteSorted(writer, item);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
