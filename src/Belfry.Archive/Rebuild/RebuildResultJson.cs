using System.Text;
using System.Text.Json;

namespace Belfry.Archive;

/// <summary>What came of building an index anew, as a JSON object: of the command, and the content of the job.</summary>
public static class RebuildResultJson
{
    /// <summary>The text of the object, its members in the order of their names.</summary>
    /// <param name="result">The result.</param>
    /// <param name="description">Who asked for it, in words; null leaves it out.</param>
    public static string ToJson(this RebuildResult result, string? description = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, result, description);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, RebuildResult result, string? description)
    {
        writer.WriteStartObject();
        writer.WriteNumber("Added", result.Added);
        if (description is not null)
            writer.WriteString("Description", description);
        writer.WriteNumber("Duplicates", result.Duplicates);
        writer.WriteNumber("Failed", result.Failed);
        writer.WriteStartArray("Failures");
        foreach (var failure in result.Failures)
        {
            writer.WriteStartObject();
            writer.WriteString("File", failure.File);
            writer.WriteString("Reason", failure.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("Rederived", result.Rederived);
        writer.WriteEndObject();
    }
}
