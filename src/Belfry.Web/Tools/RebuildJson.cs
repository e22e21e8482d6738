using System.Text.Json;
using Belfry.Archive;

namespace Belfry.Web;

/// <summary>What came of building an index anew, as JSON.</summary>
public static class RebuildJson
{
    /// <summary>Writes an object.</summary>
    public static void Write(Utf8JsonWriter writer, RebuildResult result)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(result);
        writer.WriteStartObject();
        writer.WriteNumber("Rederived", result.Rederived);
        writer.WriteNumber("Added", result.Added);
        writer.WriteNumber("Duplicates", result.Duplicates);
        writer.WriteNumber("Failed", result.Failed);
        writer.WriteStartArray("Failures");
        foreach (var failure in result.Failures)
        {
            writer.WriteStartObject();
            writer.WriteString("File", failure.FileId.ToString("N"));
            writer.WriteString("Reason", failure.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
