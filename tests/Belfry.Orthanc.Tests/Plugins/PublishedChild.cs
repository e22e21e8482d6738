using System.Diagnostics;
using Belfry.TestKit;

namespace Belfry.Orthanc.Tests.Plugins;

/// <summary>
/// The program of plugins' processes, compiled ahead of time where something that goes into it changed since it was compiled last; where there is no
/// linker, the one for the shared runtime.
/// </summary>
internal static class PublishedChild
{
    private const string Name = "Belfry.Orthanc.Child";

    private static readonly string s_configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
    private static readonly SemaphoreSlim s_publishing = new(1);

    // tests/data → the repository.
    private static string Root => Path.GetFullPath(Path.Combine(TestData.Path(), "..", ".."));

    /// <summary>The program for the shared runtime.</summary>
    public static string Shared => Path.Combine(Root, "artifacts", "bin", Name, s_configuration, Name);

    /// <summary>Whether there is a linker.</summary>
    public static bool IsCompiled => IsPresent("clang") || IsPresent("gcc");

    /// <summary>The program; the test is skipped where no plugin can have a process.</summary>
    public static async Task<string> ProgramAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: plugins have processes of their own on Linux");
        if (!IsCompiled)
            return Shared;
        await s_publishing.WaitAsync();
        try
        {
            var folder = Path.Combine(Root, "artifacts", "child", s_configuration);
            var program = Path.Combine(folder, Name);
            if (!IsCurrent(program))
                await PublishAsync(folder, program);
            return program;
        }
        finally
        {
            s_publishing.Release();
        }
    }

    private static async Task PublishAsync(string folder, string program)
    {
        var start = new ProcessStartInfo(Dotnet()) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "publish", Path.Combine(Root, "src", Name), "-c", char.ToUpperInvariant(s_configuration[0]) + s_configuration[1..], "-o", folder,
            "-p:BelfryChildAhead=true", "-p:BuildProjectReferences=false", "-nodeReuse:false", "-v", "quiet", "-nologo",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var publish = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var output = publish.StandardOutput.ReadToEndAsync();
        var errors = publish.StandardError.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, await output + await errors);
        File.SetLastWriteTimeUtc(program, TimeProvider.System.GetUtcNow().UtcDateTime);
    }

    private static bool IsCurrent(string program) =>
        File.Exists(program) && Directory.EnumerateFiles(Path.GetDirectoryName(Shared)!, "Belfry.*.dll")
            .All(input => File.GetLastWriteTimeUtc(input) < File.GetLastWriteTimeUtc(program));

    private static string Dotnet() => Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root && File.Exists(Path.Combine(root, "dotnet"))
        ? Path.Combine(root, "dotnet")
        : "dotnet";

    private static bool IsPresent(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
