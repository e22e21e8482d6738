using System.Text.Json;
using Belfry.Services;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>What the console shows of the server, its plugins and modalities.</summary>
internal static class ConsoleJson
{
    // What a plugin throws may have a patient's name in its text.
    private const string MaskedError = "a fault; the log has it";

    public static Task WriteAboutAsync(HttpContext context, ConsoleParts parts) => JsonAnswers.WriteAsync(context, writer =>
    {
        var facts = parts.Facts();
        writer.WriteStartObject();
        writer.WriteString("name", facts.Name);
        writer.WriteString("version", facts.BelfryVersion);
        writer.WriteString("aet", facts.DicomAet);
        writer.WriteNumber("dicomPort", facts.DicomPort);
        writer.WriteNumber("httpPort", facts.HttpPort);
        writer.WriteBoolean("healthy", parts.IsHealthy());
        writer.WriteBoolean("hasArchive", parts.StorageFolder is not null);
        writer.WriteString("user", context.User.Identity?.Name ?? "");
        writer.WriteStartObject("may");
        foreach (var role in HttpRoles.All)
            writer.WriteBoolean(role, context.User.IsInRole(role));
        writer.WriteEndObject();
        writer.WriteStartArray("worklists");
        foreach (var source in parts.Worklists)
        {
            writer.WriteStartObject();
            writer.WriteString("name", source.Name);
            writer.WriteString("calledAet", source.CalledAETitle?.Value);
            writer.WriteBoolean("lists", source.Items is not null);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    public static Task WritePluginsAsync(HttpContext context, ConsoleParts parts) => JsonAnswers.WriteAsync(context, writer =>
    {
        writer.WriteStartArray();
        foreach (var plugin in parts.Plugins())
        {
            writer.WriteStartObject();
            writer.WriteString("name", plugin.Name);
            writer.WriteString("version", plugin.Version);
            writer.WriteString("description", plugin.Description);
            writer.WriteString("kind", plugin.Kind);
            writer.WriteString("path", plugin.Path);
            writer.WriteString("handler", plugin.Handler);
            WriteTexts(writer, "callbacks", plugin.Callbacks);
            WriteTexts(writer, "unserved", plugin.Unserved);
            writer.WriteBoolean("isolated", plugin.IsIsolated);
            if (plugin.ProcessId is { } process)
                writer.WriteNumber("processId", process);
            writer.WriteNumber("restarts", plugin.Restarts);
            if (plugin.LastError is not null)
                writer.WriteString("lastError", plugin.IsIsolated || TrafficEndpoints.MaySeePatients(context) ? plugin.LastError : MaskedError);
            if (plugin.LastErrorAt is { } time)
                writer.WriteString("lastErrorAt", time);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    public static Task WriteModalitiesAsync(HttpContext context, ConsoleParts parts) => JsonAnswers.WriteAsync(context, writer =>
    {
        writer.WriteStartArray();
        var permissions = parts.Permissions();
        foreach (var modality in permissions.Modalities.OrderBy(static modality => modality.Name, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("name", modality.Name);
            if (parts.Traffic.LastSeen(modality.AETitle) is { } seen)
                writer.WriteString("lastSeen", seen);
            writer.WritePropertyName("configuration");
            ModalityJson.Write(writer, modality);

            // Anyone may do what anyone may, whatever the entry says.
            writer.WriteStartObject("may");
            foreach (var service in Enum.GetValues<ServiceKind>())
                writer.WriteBoolean(service.ToString(), permissions.AllowedToAnyone.Contains(service) || modality.Allows(service));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
