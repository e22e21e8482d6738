using System.Text.Json;
using Belfry.Dicom;

namespace Belfry.TestKit;

/// <summary>Reads the identifiers of <c>queries.tsv</c>: text, names and sequences of the DICOM JSON model, and nothing else of it.</summary>
internal static class QueryJson
{
    private static readonly string[] s_groups = ["Alphabetic", "Ideographic", "Phonetic"];

    /// <summary>Puts the attributes into a data set.</summary>
    public static void ReadInto(DicomDataSet target, JsonElement source)
    {
        foreach (var property in source.EnumerateObject())
        {
            var tag = DicomTag.Parse(property.Name);
            JsonElement[] values = property.Value.TryGetProperty("Value", out var list) ? [.. list.EnumerateArray()] : [];
            if (values.Length == 0)
                target.SetEmpty(tag);
            else if (property.Value.GetProperty("vr").GetString() == "SQ")
                target.Set(tag, [.. values.Select(static value => Item(value))]);
            else
                target.Set(tag, [.. values.Select(static value => Text(value))]);
        }
    }

    private static DicomDataSet Item(JsonElement source)
    {
        var item = new DicomDataSet();
        ReadInto(item, source);
        return item;
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? string.Join('=', s_groups.Select(group => value.TryGetProperty(group, out var text) ? text.GetString() : "")).TrimEnd('=')
        : value.ToString();
}
