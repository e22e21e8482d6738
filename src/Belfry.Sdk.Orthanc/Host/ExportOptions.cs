using System.Text.Json;
using Belfry.Dicom;
using Belfry.Services;

namespace Belfry.Sdk.Orthanc;

/// <summary>The settings of the host's configuration that an exported plugin heeds. Immutable.</summary>
internal sealed record ExportOptions
{
    /// <summary>Longest time for one query, move or question of a commitment (<c>Belfry.HandlerTimeout</c>, seconds); null for no limit.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>The host's AE title (<c>DicomAet</c>).</summary>
    public AETitle LocalAETitle { get; init; }

    /// <summary>AE titles are compared by case too (<c>StrictAetComparison</c>).</summary>
    public bool IsStrict { get; init; }

    /// <summary>What the host waits for a modality (<c>DicomScuTimeout</c>).</summary>
    public TimeSpan ConnectTimeout { get; init; } = StoreScuOptions.Default.ConnectTimeout;

    /// <summary><c>DicomModalities</c> as configured; undefined when there is none.</summary>
    public JsonElement Modalities { get; init; }

    /// <summary>How keys are matched (<c>CaseSensitivePN</c>, <c>DefaultEncoding</c>), on top of what a model asks for.</summary>
    public Func<MatchingPolicy, MatchingPolicy> Matching { get; init; } = static policy => policy;

    public static ExportOptions Read(JsonElement configuration)
    {
        var isCaseSensitive = Find(configuration, "CaseSensitivePN") is { ValueKind: JsonValueKind.True };
        var encoding = Find(configuration, "DefaultEncoding") is { ValueKind: JsonValueKind.String } name ? name.GetString() : null;
        if (encoding is null || !EncodingNames.Terms.TryGetValue(encoding, out var terms))
            terms = EncodingNames.Terms["Latin1"];
        var characterSet = SpecificCharacterSet.For(terms);
        return new ExportOptions
        {
            Limit = Find(configuration, "Belfry") is { ValueKind: JsonValueKind.Object } own ? Seconds(own, "HandlerTimeout") : null,
            LocalAETitle = AETitle.TryParse(Find(configuration, "DicomAet")?.ToString() ?? "ORTHANC", out var title) ? title : default,
            IsStrict = Find(configuration, "StrictAetComparison") is { ValueKind: JsonValueKind.True },
            Modalities = Find(configuration, "DicomModalities") ?? default,
            ConnectTimeout = Seconds(configuration, "DicomScuTimeout") ?? StoreScuOptions.Default.ConnectTimeout,
            Matching = policy => policy with
            {
                PersonNames = isCaseSensitive ? PersonNameMatching.Literal : PersonNameMatching.CaseInsensitive,
                DefaultCharacterSet = characterSet,
            },
        };
    }

    private static JsonElement? Find(JsonElement section, string name) =>
        section.ValueKind == JsonValueKind.Object && section.TryGetProperty(name, out var value) ? value : null;

    private static TimeSpan? Seconds(JsonElement section, string name) =>
        Find(section, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDouble(out var seconds) && seconds is > 0 and < 1e6
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
