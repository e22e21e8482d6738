namespace Belfry.Rules.Tests;

/// <summary>A file of the tree: path relative to its root, with slashes, and text.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public string FileName => System.IO.Path.GetFileNameWithoutExtension(Path);

    public int LineCount => Text.AsSpan().Count('\n') + (Text.EndsWith('\n') ? 0 : 1);

    /// <summary>Generated code and tables may be as long as they need to be.</summary>
    public bool IsGenerated => Path.Contains("/Generated/", StringComparison.Ordinal) || Path.EndsWith(".g.cs", StringComparison.Ordinal);

    /// <summary>The project folder's name, such as Belfry.Network; null outside of a project.</summary>
    public string? ProjectName => Path.Split('/') is [_, var project, _, ..] && project.StartsWith("Belfry.", StringComparison.Ordinal) ? project : null;

    public IEnumerable<string> Lines => Text.ReplaceLineEndings("\n").Split('\n');
}
