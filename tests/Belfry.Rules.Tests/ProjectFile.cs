using System.Xml.Linq;

namespace Belfry.Rules.Tests;

/// <summary>What a .csproj refers to.</summary>
internal sealed record ProjectFile(string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages, bool HasVersions, bool IsPackable)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static ProjectFile Parse(string path, string xml)
    {
        var root = XDocument.Parse(xml);
        var packages = root.Descendants("PackageReference").ToList();
        return new ProjectFile(
            path,
            [.. from e in root.Descendants("ProjectReference")
                let include = ((string?)e.Attribute("Include") ?? "").Replace('\\', '/')
                select System.IO.Path.GetFileNameWithoutExtension(include)],
            [.. packages.Select(e => (string?)e.Attribute("Include") ?? "")],
            packages.Any(e => e.Attribute("Version") is not null),
            root.Descendants("IsPackable").Any(e => e.Value == "true"));
    }
}
