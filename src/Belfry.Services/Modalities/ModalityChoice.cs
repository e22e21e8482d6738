using System.Text.Json.Nodes;
using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>
/// A modality by its symbolic name, and what one request wants to be different from its entry. Immutable. What is not said is as the entry has it at the
/// moment of asking, which for a job may be another day.
/// </summary>
/// <param name="Name">The symbolic name.</param>
public sealed record ModalityChoice(string Name)
{
    /// <summary>What the server calls itself; empty for as configured.</summary>
    public AETitle LocalAETitle { get; init; }

    /// <summary>What the modality is called; empty for as configured.</summary>
    public AETitle CalledAETitle { get; init; }

    /// <summary>Host name or address; null for as configured.</summary>
    public string? Host { get; init; }

    /// <summary>TCP port; null for as configured.</summary>
    public int? Port { get; init; }

    /// <summary>How long to wait for the modality; null for as configured.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The entry with what was asked for; null when there is none of the name.</summary>
    public RemoteModality? Find(DicomPermissions known)
    {
        ArgumentNullException.ThrowIfNull(known);
        return known.Modalities.FirstOrDefault(modality => modality.Name == Name) is { } entry ? Apply(entry) : null;
    }

    /// <summary>An entry with what was asked for.</summary>
    public RemoteModality Apply(RemoteModality entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry with
        {
            LocalAETitle = LocalAETitle.IsEmpty ? entry.LocalAETitle : LocalAETitle,
            AETitle = CalledAETitle.IsEmpty ? entry.AETitle : CalledAETitle,
            Host = Host ?? entry.Host,
            Port = Port ?? entry.Port,
            Timeout = Timeout ?? entry.Timeout,
        };
    }

    /// <summary>In the arguments of a job.</summary>
    internal JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["local"] = LocalAETitle.Value,
        ["called"] = CalledAETitle.Value,
        ["host"] = Host,
        ["port"] = Port,
        ["seconds"] = Timeout?.TotalSeconds,
    };

    /// <summary>What <see cref="ToJson"/> wrote.</summary>
    internal static ModalityChoice Parse(JsonNode json) => new((string?)json["name"] ?? "")
    {
        LocalAETitle = TitleOf(json["local"]),
        CalledAETitle = TitleOf(json["called"]),
        Host = (string?)json["host"],
        Port = (int?)json["port"],
        Timeout = (double?)json["seconds"] is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    /// <summary>A title that was written; empty for none.</summary>
    internal static AETitle TitleOf(JsonNode? json) => (string?)json is { Length: > 0 } text ? AETitle.Parse(text) : default;
}
