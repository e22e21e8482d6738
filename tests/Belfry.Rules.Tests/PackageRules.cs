using System.Text.Json;
using System.Xml.Linq;

namespace Belfry.Rules.Tests;

/// <summary>What belongs to a package. Each rule returns what breaks it, in words.</summary>
internal static class PackageRules
{
    /// <summary>What is packed is in the list of what is packed, and needs nothing else of ours that is not.</summary>
    /// <param name="projects">All projects.</param>
    /// <param name="filter">Belfry.Packages.slnf.</param>
    public static IEnumerable<string> Check(IReadOnlyList<ProjectFile> projects, string filter)
    {
        using var json = JsonDocument.Parse(filter);
        var listed = json.RootElement.GetProperty("solution").GetProperty("projects").EnumerateArray().Select(path => path.GetString() ?? "").ToList();
        var packed = projects.Where(static project => project.IsPackable).ToList();
        foreach (var project in packed)
        {
            if (!listed.Contains(project.Path))
                yield return $"{project.Path} is packable and not in Belfry.Packages.slnf.";

            // The generator lies in the package of what it is for.
            foreach (var reference in project.References.Where(static name => !name.EndsWith(".Generator", StringComparison.Ordinal)))
            {
                if (packed.All(other => other.Name != reference))
                    yield return $"{project.Name} is packable and uses {reference}, which is not.";
            }
        }

        foreach (var path in listed.Except(packed.Select(static project => project.Path)))
            yield return $"Belfry.Packages.slnf names {path}, which is not packable.";
    }

    /// <summary>What a package makes public is written down, and the analyzer that compares is there.</summary>
    /// <param name="projects">All projects.</param>
    /// <param name="isThere">True for a file of the repository.</param>
    /// <param name="targets">Directory.Build.targets.</param>
    public static IEnumerable<string> CheckPublicApi(IEnumerable<ProjectFile> projects, Func<string, bool> isThere, string targets)
    {
        if (!targets.Contains("Include=\"Microsoft.CodeAnalysis.PublicApiAnalyzers\"", StringComparison.Ordinal))
            yield return "Directory.Build.targets does not give Microsoft.CodeAnalysis.PublicApiAnalyzers to packages.";
        foreach (var project in projects.Where(static project => project.IsPackable && project.Path.StartsWith("src/", StringComparison.Ordinal)))
        {
            var folder = project.Path[..project.Path.LastIndexOf('/')];
            foreach (var file in (string[])["PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt"])
            {
                if (!isThere($"{folder}/{file}"))
                    yield return $"{folder} has no {file}.";
            }
        }
    }

    /// <summary>The template takes the public packages in the versions that the repository has.</summary>
    /// <param name="project">A project of the template.</param>
    /// <param name="versions">Directory.Packages.props.</param>
    public static IEnumerable<string> CheckTemplate(string project, string versions)
    {
        var known = XDocument.Parse(versions).Descendants("PackageVersion").ToDictionary(e => (string?)e.Attribute("Include") ?? "", e => (string?)e.Attribute("Version"));
        foreach (var package in XDocument.Parse(project).Descendants("PackageReference"))
        {
            var (name, version) = ((string?)package.Attribute("Include") ?? "", (string?)package.Attribute("Version"));
            var expected = name.StartsWith("Belfry.", StringComparison.Ordinal) ? "BELFRY_VERSION" : known.GetValueOrDefault(name);
            if (version != expected)
                yield return $"The template takes {name} {version}; it should be {expected}.";
        }
    }
}
