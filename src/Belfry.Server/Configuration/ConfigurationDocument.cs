using System.Text;
using System.Text.Json;

namespace Belfry.Server.Configuration;

/// <summary>What was written: all files merged, with the environment put in. Immutable once loaded.</summary>
/// <param name="Root">The merged keys.</param>
/// <param name="Path">The file or folder that was given; empty for none.</param>
/// <param name="Folder">Where relative paths start.</param>
/// <param name="Warnings">What is doubtful, in words.</param>
internal sealed record ConfigurationDocument(ConfigurationNode Root, string Path, string Folder, IReadOnlyList<string> Warnings)
{
    /// <summary>Loads one file, or the <c>*.json</c> files of a folder (not below).</summary>
    /// <exception cref="ConfigurationException">Nothing there, not readable, not JSON, or one key in two files.</exception>
    public static ConfigurationDocument Load(string path, VariableSubstitution variables)
    {
        var isFolder = Directory.Exists(path);
        if (!isFolder && !File.Exists(path))
            throw new ConfigurationException($"{path}: there is no such file or folder.");
        string[] files = isFolder ? [.. Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal)] : [path];
        if (files.Length == 0)
            throw new ConfigurationException($"{path}: the folder holds no *.json file.");
        var warnings = new List<string>();
        var problems = new List<string>();
        var root = new ConfigurationNode(JsonValueKind.Object, new ConfigurationPosition(path, 0));
        foreach (var file in files)
        {
            foreach (var (key, value) in Read(file, variables, warnings).Members)
            {
                if (root[key] is { } first)
                    problems.Add($"\"{key}\" is in two files: {first.Position} and {value.Position}.");
                else
                    root.SetMember(key, value);
            }
        }

        if (problems.Count > 0)
            throw new ConfigurationException(problems);
        var folder = isFolder ? path : System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? path;
        return new ConfigurationDocument(root, System.IO.Path.GetFullPath(path), System.IO.Path.GetFullPath(folder), warnings);
    }

    /// <summary>A configuration that is given as text.</summary>
    public static ConfigurationDocument Parse(string json, string name, string folder, VariableSubstitution? variables = null)
    {
        var warnings = new List<string>();
        var root = ConfigurationParser.Parse(Encoding.UTF8.GetBytes(json), name, variables ?? VariableSubstitution.FromEnvironment, warnings);
        return new ConfigurationDocument(root, "", folder, warnings);
    }

    /// <summary>The merged configuration as plain JSON in UTF-8: what plugins are given.</summary>
    public byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            Root.WriteTo(writer);
        return stream.ToArray();
    }

    private static ConfigurationNode Read(string file, VariableSubstitution variables, List<string> warnings)
    {
        try
        {
            return ConfigurationParser.Parse(File.ReadAllBytes(file), file, variables, warnings);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{file}: cannot be read: {fault.Message}");
        }
    }
}
