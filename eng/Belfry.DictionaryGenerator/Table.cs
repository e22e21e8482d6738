namespace Belfry.DictionaryGenerator;

/// <summary>A tab-separated table with one header line and no quoting.</summary>
internal static class Table
{
    /// <summary>The rows, each by column name.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var columns = lines[0].Split('\t');
        return [.. lines.Skip(1).Where(line => line.Length > 0).Select(line => ReadRow(path, columns, line))];
    }

    private static Dictionary<string, string> ReadRow(string path, string[] columns, string line)
    {
        var fields = line.Split('\t');
        if (fields.Length != columns.Length)
            throw new InvalidDataException($"{path}: {fields.Length} fields instead of {columns.Length} in '{line}'.");
        return columns.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }
}
