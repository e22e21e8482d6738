using System.Text.Json;

namespace CommitmentExternalArchive;

/// <summary>The section <c>ExternalArchive</c> of the configuration.</summary>
/// <param name="Modality">Which of <c>DicomModalities</c> is asked.</param>
/// <param name="Retry">How long an archive that is away is asked again, before its instances fail.</param>
/// <param name="Pause">How long to wait before each time.</param>
internal sealed record Settings(string Modality, TimeSpan Retry, TimeSpan Pause)
{
    private const string Name = "ExternalArchive";

    /// <exception cref="FormatException">What is wrong with it.</exception>
    public static Settings Read(JsonElement configuration)
    {
        if (!configuration.TryGetProperty(Name, out var section) || section.ValueKind != JsonValueKind.Object)
            throw new FormatException($"\"{Name}\" : {{ \"Modality\" : \"…\" }} is missing: which of \"DicomModalities\" is asked.");
        return section.TryGetProperty("Modality", out var modality) && modality.ValueKind == JsonValueKind.String
            ? new Settings(modality.GetString() ?? "", Seconds(section, "RetrySeconds", 3600), Seconds(section, "PauseSeconds", 60))
            : throw new FormatException($"\"{Name}.Modality\" is missing.");
    }

    private static TimeSpan Seconds(JsonElement section, string name, double standard)
    {
        if (!section.TryGetProperty(name, out var value))
            return TimeSpan.FromSeconds(standard);
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= 604800
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"\"{Name}.{name}\" is a number of seconds, 604800 at most.");
    }
}
