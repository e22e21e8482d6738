namespace Belfry.TestKit;

/// <summary>Finds the files of <c>tests/data</c> from wherever a test runs inside the repository.</summary>
public static class TestData
{
    /// <summary>The full path of a file or folder below <c>tests/data</c>.</summary>
    public static string Path(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = System.IO.Path.Combine(folder.FullName, "tests", "data");
            if (Directory.Exists(data))
                return System.IO.Path.Combine([data, .. parts]);
        }

        throw new DirectoryNotFoundException("tests/data is not above the test's folder.");
    }

    /// <summary>The rows of a table: fields by the names of the header, not trimmed.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> ReadTable(params string[] parts)
    {
        var lines = File.ReadAllText(Path(parts)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var header = lines[0].Split('\t');
        return [.. lines.Skip(1).Select(line => Row(header, line.Split('\t')))];
    }

    private static Dictionary<string, string> Row(string[] header, string[] fields) =>
        header.Select((name, i) => (name, value: i < fields.Length ? fields[i] : "")).ToDictionary(f => f.name, f => f.value);
}
