namespace Belfry.Web;

/// <summary>What each route does, in a few words: the texts of the OpenAPI document.</summary>
internal static class RouteTexts
{
    private static readonly Dictionary<string, string> _texts = Read();

    /// <summary>The text of a route; null when there is none.</summary>
    /// <param name="method">The verb; HEAD is what GET is.</param>
    /// <param name="path">The path as OpenAPI has it.</param>
    public static string? Find(string method, string path)
    {
        var verb = method == "HEAD" ? "GET" : method;
        return _texts.GetValueOrDefault($"{verb} {path}") ?? _texts.GetValueOrDefault($"{verb} {OfLevel(path)}");
    }

    // Routes of the four levels have one text.
    private static string OfLevel(string path)
    {
        foreach (var level in LevelNames.All)
        {
            var folder = "/" + LevelNames.FolderOf(level);
            if (path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal))
                return "/{level}" + path[folder.Length..];
        }

        return path;
    }

    private static Dictionary<string, string> Read()
    {
        using var stream = typeof(RouteTexts).Assembly.GetManifestResourceStream("Belfry.Web.OpenApi.routes.tsv")
            ?? throw new InvalidOperationException("The texts of the routes are not in the assembly.");
        using var reader = new StreamReader(stream);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('\t') is [var route, var text])
                texts.Add(route, text);
        }

        return texts;
    }
}
