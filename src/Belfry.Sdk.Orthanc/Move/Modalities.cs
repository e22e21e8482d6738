using System.Text.Json;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Services;

namespace Belfry.Sdk.Orthanc;

/// <summary>
/// The modalities that the host knows at this moment, those of its configuration and those added by REST; where the host serves no REST to
/// plugins, those of the configuration.
/// </summary>
internal sealed class Modalities(HostServices services, ExportOptions options)
{
    private static readonly string[] s_inOrder = ["AET", "Host", "Port"];

    /// <summary>All of them, by name.</summary>
    public DicomPermissions Read()
    {
        var known = ReadKnown();
        return new DicomPermissions
        {
            LocalAETitle = options.LocalAETitle,
            StrictAETitles = options.IsStrict,
            Modalities = known.ValueKind != JsonValueKind.Object
                ? []
                :
                [
                    .. known.EnumerateObject().OrderBy(static member => member.Name, StringComparer.Ordinal)
                        .Select(static member => Read(member.Name, member.Value)).OfType<RemoteModality>(),
                ],
        };
    }

    /// <summary>The modality of an AE title, the first by name; null when there is none.</summary>
    public RemoteModality? Find(AETitle title) => title.IsEmpty ? null : Read().FindDestination(title);

    /// <summary>True once the host has started its plugins: before, it serves them no REST, and logs an error when asked.</summary>
    public bool IsHostReady { get; set; }

    private JsonElement ReadKnown()
    {
        if (!IsHostReady)
            return options.Modalities;
        try
        {
            if (services.Get("/modalities?expand") is not { } json)
                return options.Modalities;
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (ServiceException fault) when (fault.Code is OrthancErrorCode.UnknownPluginService or OrthancErrorCode.NotImplemented)
        {
            return options.Modalities;
        }
    }

    private static RemoteModality? Read(string name, JsonElement entry) => !AETitle.TryParse(Text(entry, "AET"), out var title) ? null : new RemoteModality
    {
        Name = name,
        AETitle = title,
        Host = Text(entry, "Host") ?? "",
        Port = (int)(Number(entry, "Port") ?? 104),
        LocalAETitle = AETitle.TryParse(Text(entry, "LocalAet"), out var local) ? local : default,
        Timeout = Number(entry, "Timeout") is { } seconds and > 0 and < 86400 ? TimeSpan.FromSeconds(seconds) : null,
        AllowTranscoding = Member(entry, "AllowTranscoding") is not { ValueKind: JsonValueKind.False },
    };

    private static string? Text(JsonElement entry, string name) =>
        Member(entry, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    // Older entries hold numbers as texts.
    private static double? Number(JsonElement entry, string name) => Member(entry, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : double.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    // In the configuration a modality may be [AET, host, port].
    private static JsonElement? Member(JsonElement entry, string name)
    {
        if (entry.ValueKind == JsonValueKind.Object)
            return entry.TryGetProperty(name, out var value) ? value : null;
        var index = Array.IndexOf(s_inOrder, name);
        return entry.ValueKind == JsonValueKind.Array && index >= 0 && index < entry.GetArrayLength() ? entry[index] : null;
    }
}
