using System.IO.Enumeration;
using System.Text.Json;
using Belfry.Dicom;

namespace Router;

/// <summary>Which instances go to which modalities.</summary>
/// <param name="CallingAETitle">Who sent it, with * and ?; null for anyone.</param>
/// <param name="Modality">Modality (0008,0060); null for any.</param>
/// <param name="To">Symbolic names of modalities.</param>
internal sealed record Rule(string? CallingAETitle, string? Modality, IReadOnlyList<string> To)
{
    private const string Form = "\"Router\" : { \"Rules\" : [ { \"CallingAETitle\" : \"CT*\", \"Modality\" : \"CT\", \"To\" : [ \"pacs\" ] } ] }";

    /// <summary>True for an instance that it is meant for.</summary>
    public bool Fits(AETitle calling, string? modality) =>
        (CallingAETitle is null || FileSystemName.MatchesSimpleExpression(CallingAETitle, calling.Value)) && (Modality is null || Modality == modality);

    /// <summary>The rules of the configuration.</summary>
    /// <exception cref="FormatException">What is wrong with them.</exception>
    public static IReadOnlyList<Rule> ReadAll(JsonElement configuration)
    {
        if (!configuration.TryGetProperty("Router", out var section) || section.ValueKind != JsonValueKind.Object
            || !section.TryGetProperty("Rules", out var rules) || rules.ValueKind != JsonValueKind.Array || rules.GetArrayLength() == 0)
            throw new FormatException($"There are no rules; they look like this: {Form}");
        return [.. rules.EnumerateArray().Select(Read)];
    }

    private static Rule Read(JsonElement rule, int index)
    {
        if (rule.ValueKind != JsonValueKind.Object
            || rule.EnumerateObject().Any(static member => member.Name is not (nameof(CallingAETitle) or nameof(Modality) or nameof(To))))
            throw new FormatException($"Rule {index + 1} has other members than CallingAETitle, Modality and To; rules look like this: {Form}");
        return rule.TryGetProperty(nameof(To), out var to) && to.ValueKind == JsonValueKind.Array && to.GetArrayLength() > 0
            ? new Rule(Text(rule, nameof(CallingAETitle), index), Text(rule, nameof(Modality), index), [.. to.EnumerateArray().Select(static name => name.ToString())])
            : throw new FormatException($"Rule {index + 1}: \"To\" is missing: the modalities that it sends to.");
    }

    private static string? Text(JsonElement rule, string name, int index) => !rule.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new FormatException($"Rule {index + 1}: \"{name}\" is a text.");
}
