using System.Text;

namespace WorklistCsv;

/// <summary>
/// Comma-separated values as RFC 4180 has them: a first line of names, quoted fields that may hold commas, line ends and doubled quotes. A semicolon
/// or a tabulator separates when it is the first separator of the first line.
/// </summary>
internal static class CsvTable
{
    /// <exception cref="FormatException">A line has more fields than the first, or a quote is not closed.</exception>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Read(string text)
    {
        string[]? names = null;
        foreach (var (line, fields) in Lines(text.TrimStart('\uFEFF')))
        {
            if (names is null)
            {
                names = [.. fields.Select(static name => name.Trim())];
                continue;
            }

            if (fields is [""])
                continue;
            if (fields.Count > names.Length)
                throw new FormatException($"Line {line} has {fields.Count} fields; the first has {names.Length}.");
            yield return names.Zip(fields).ToDictionary(static pair => pair.First, static pair => pair.Second.Trim());
        }
    }

    private static IEnumerable<(int Line, List<string> Fields)> Lines(string text)
    {
        var separator = text.IndexOfAny([',', ';', '\t']) is >= 0 and var at ? text[at] : ',';
        var (line, start, isQuoted) = (1, 1, false);
        var fields = new List<string>();
        var field = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n')
                line++;
            if (c == '"' && (isQuoted || field.Length == 0))
            {
                if (isQuoted && i + 1 < text.Length && text[i + 1] == '"')
                    field.Append(text[i++]);
                else
                    isQuoted = !isQuoted;
            }
            else if (isQuoted || (c != separator && c is not ('\r' or '\n')))
            {
                field.Append(c);
            }
            else if (c != '\r')
            {
                fields.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    yield return (start, fields);
                    fields = [];
                    start = line;
                }
            }
        }

        if (isQuoted)
            throw new FormatException($"A quote of line {start} is not closed.");
        fields.Add(field.ToString());
        yield return (start, fields);
    }
}
