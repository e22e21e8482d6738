using System.Text.Json;

namespace WorklistCsv;

/// <summary>An array of objects, whose members are the columns: texts and numbers.</summary>
internal static class JsonTable
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="FormatException">It is something else.</exception>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            throw new FormatException("The file is no array of objects.");
        foreach (var row in document.RootElement.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Object)
                throw new FormatException("The file is no array of objects.");
            yield return row.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value.ValueKind switch
            {
                JsonValueKind.Null => "",
                JsonValueKind.String => member.Value.GetString() ?? "",
                JsonValueKind.Number => member.Value.GetRawText(),
                _ => throw new FormatException($"'{member.Name}' is neither text nor number."),
            });
        }
    }
}
