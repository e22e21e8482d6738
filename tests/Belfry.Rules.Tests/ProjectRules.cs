namespace Belfry.Rules.Tests;

/// <summary>Who may use whom, and which packages (docs/architecture.md). Each rule returns what breaks it, in words.</summary>
internal static class ProjectRules
{
    private const string Logging = "Microsoft.Extensions.Logging.Abstractions";

    /// <summary>What a project may use directly; what those may use comes with them.</summary>
    private static readonly Dictionary<string, string[]> _allowedReferences = new()
    {
        ["Belfry.Dicom"] = [],
        ["Belfry.Jobs"] = [],
        ["Belfry.Imaging"] = ["Belfry.Dicom"],
        ["Belfry.Network"] = ["Belfry.Dicom"],
        ["Belfry.Sdk"] = ["Belfry.Dicom"],
        ["Belfry.Sdk.Testing"] = ["Belfry.Sdk", "Belfry.Services"],
        ["Belfry.Services"] = ["Belfry.Network", "Belfry.Sdk", "Belfry.Jobs"],
        ["Belfry.Worklists"] = ["Belfry.Sdk"],
        ["Belfry.Archive"] = ["Belfry.Sdk", "Belfry.Jobs"],
        ["Belfry.Audit"] = ["Belfry.Network", "Belfry.Sdk", "Belfry.Jobs"],
        ["Belfry.Orthanc.Abi"] = [],
        ["Belfry.Orthanc"] = ["Belfry.Orthanc.Abi", "Belfry.Sdk", "Belfry.Archive", "Belfry.Imaging", "Belfry.Jobs"],
        ["Belfry.Orthanc.Child"] = ["Belfry.Orthanc"],
        ["Belfry.Sdk.Orthanc"] = ["Belfry.Orthanc.Abi", "Belfry.Services", "Belfry.Sdk.Orthanc.Generator"],
        ["Belfry.Web"] = ["Belfry.Sdk", "Belfry.Services", "Belfry.Archive", "Belfry.Imaging", "Belfry.Jobs", "Belfry.Audit"],
        ["Belfry.Cli"] = ["Belfry.Network", "Belfry.Services", "Belfry.Imaging"],
    };

    private static readonly Dictionary<string, string[]> _allowedPackages = new()
    {
        ["Belfry.Dicom"] = [],
        ["Belfry.Worklists"] = [],
        ["Belfry.Archive"] = [Logging, "Microsoft.Data.Sqlite"],
        ["Belfry.Cli"] = ["System.CommandLine"],
        ["Belfry.Web"] = [],
        ["Belfry.Sdk.Orthanc.Generator"] = ["Microsoft.CodeAnalysis.CSharp"],
        ["Belfry.Server"] = ["OpenTelemetry.Exporter.OpenTelemetryProtocol"],
    };

    public static IEnumerable<string> CheckReferences(ProjectFile project)
    {
        foreach (var reference in project.References)
        {
            if (reference == "Belfry.Server" && !IsTest(project))
                yield return $"{project.Name} uses Belfry.Server; nobody may.";
            if (!IsProduct(project) || project.Name == "Belfry.Server")
                continue;
            if (!_allowedReferences.TryGetValue(project.Name, out var allowed))
                yield return $"{project.Name} has no row in the table of allowed references.";
            else if (!MayUse(allowed, reference))
                yield return $"{project.Name} uses {reference}; allowed: {string.Join(", ", allowed)}.";
        }
    }

    public static IEnumerable<string> CheckPackages(ProjectFile project)
    {
        if (project.HasVersions)
            yield return $"{project.Path} states a package version; versions stand in Directory.Packages.props.";
        if (!IsProduct(project))
            yield break;
        var allowed = _allowedPackages.GetValueOrDefault(project.Name, [Logging]);
        foreach (var package in project.Packages.Except(allowed))
            yield return $"{project.Name} takes the package {package}; allowed: {string.Join(", ", allowed)}.";
    }

    public static IEnumerable<string> CheckSolution(IEnumerable<string> projectPaths, IReadOnlyList<string> solution)
    {
        var paths = projectPaths.ToList();
        return paths.Except(solution).Select(path => $"{path} is not in Belfry.slnx.")
            .Concat(solution.Except(paths).Select(path => $"Belfry.slnx names {path}, which does not exist."));
    }

    private static bool MayUse(string[] allowed, string reference) =>
        allowed.Contains(reference) || allowed.Any(a => MayUse(_allowedReferences.GetValueOrDefault(a, []), reference));

    private static bool IsProduct(ProjectFile project) => project.Path.StartsWith("src/", StringComparison.Ordinal);

    private static bool IsTest(ProjectFile project) =>
        project.Path.StartsWith("tests/", StringComparison.Ordinal) || project.Path.StartsWith("fuzz/", StringComparison.Ordinal);
}
