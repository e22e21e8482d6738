using System.Text.Json;
using Belfry.Dicom;
using Belfry.Services;

namespace Belfry.Sdk.Orthanc;

/// <summary>The modalities that the host knows at this moment, those of its configuration and those added by REST.</summary>
internal sealed class Modalities(HostServices services, ExportOptions options)
{
    /// <summary>The modality of an AE title, the first by name; null when there is none.</summary>
    public RemoteModality? Find(AETitle title)
    {
        if (title.IsEmpty || services.Get("/modalities?expand") is not { } json)
            return null;
        var comparison = options.IsStrict ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        using var document = JsonDocument.Parse(json);
        foreach (var (name, entry) in document.RootElement.EnumerateObject().Select(static m => (m.Name, m.Value)).OrderBy(static m => m.Name, StringComparer.Ordinal))
        {
            if (AETitle.TryParse(Text(entry, "AET"), out var own) && own.Equals(title, comparison))
                return Read(name, own, entry);
        }

        return null;
    }

    private static RemoteModality Read(string name, AETitle title, JsonElement entry) => new()
    {
        Name = name,
        AETitle = title,
        Host = Text(entry, "Host") ?? "",
        Port = (int)(Number(entry, "Port") ?? 104),
        LocalAETitle = AETitle.TryParse(Text(entry, "LocalAet"), out var local) ? local : default,
        Timeout = Number(entry, "Timeout") is { } seconds and > 0 and < 86400 ? TimeSpan.FromSeconds(seconds) : null,
        AllowTranscoding = !entry.TryGetProperty("AllowTranscoding", out var allowed) || allowed.ValueKind != JsonValueKind.False,
    };

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // Older entries hold numbers as texts.
    private static double? Number(JsonElement entry, string name) => !entry.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : double.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}
