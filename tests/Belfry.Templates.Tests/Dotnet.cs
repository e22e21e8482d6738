using System.Diagnostics;
using Belfry.TestKit;

namespace Belfry.Templates.Tests;

/// <summary>Runs <c>dotnet</c> as somebody outside of the repository does: with packages of this build, and the others from where the machine has them.</summary>
internal sealed class Dotnet(string folder)
{
    private static readonly string s_usualPackages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Runs it to its end. A test is skipped when the machine has neither the public packages nor a way to them.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> RunAsync(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(DotnetTool.Path) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_CLI_HOME"] = Path.Combine(folder, "home");
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["NUGET_PACKAGES"] = Path.Combine(folder, "packages");
        start.Environment["NUGET_FALLBACK_PACKAGES"] = s_usualPackages;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var text = await output + await errors;
        Assert.SkipWhen(text.Contains("NU1301", StringComparison.Ordinal), "skipped: a public package is not there and its registry cannot be reached");
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{text}");
        return text;
    }

    /// <summary>Packs what the build has made.</summary>
    public Task PackAsync(string root, string configuration, string version, string output) => RunAsync(
        "pack", Path.Combine(root, "Belfry.Packages.slnf"), "--no-build", "-c", configuration, "-o", output, $"-p:PackageVersion={version}", "-v", "quiet",
        "-nologo");
}
