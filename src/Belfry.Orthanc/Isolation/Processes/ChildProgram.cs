namespace Belfry.Orthanc.Isolation.Processes;

/// <summary>The program that hosts one plugin.</summary>
/// <param name="Path">The file.</param>
/// <param name="IsCompiled">It was compiled ahead of time, and starts in milliseconds.</param>
internal sealed record ChildProgram(string Path, bool IsCompiled)
{
    private const string Name = "Belfry.Orthanc.Child";

    /// <summary>The one that is named; else the compiled one beside the server, or the one that needs the shared runtime.</summary>
    /// <exception cref="OrthancPluginException">There is none.</exception>
    public static ChildProgram Find(string? named)
    {
        string[] places = named is not null
            ? [named]
            : [System.IO.Path.Combine(AppContext.BaseDirectory, "child", Name), System.IO.Path.Combine(AppContext.BaseDirectory, Name)];
        var path = Array.Find(places, File.Exists)
            ?? throw new OrthancPluginException(places[^1], $"Plugins cannot have processes of their own: '{places[^1]}' is missing.");
        return new ChildProgram(path, !File.Exists(path + ".dll"));
    }
}
