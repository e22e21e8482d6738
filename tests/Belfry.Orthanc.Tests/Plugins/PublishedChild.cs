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
                await DotnetTool.PublishAsync(Path.Combine(Root, "src", Name), s_configuration, folder, program, "BelfryChildAhead=true");
            return program;
        }
        finally
        {
            s_publishing.Release();
        }
    }

    private static bool IsCurrent(string program) =>
        File.Exists(program) && Directory.EnumerateFiles(Path.GetDirectoryName(Shared)!, "Belfry.*.dll")
            .All(input => File.GetLastWriteTimeUtc(input) < File.GetLastWriteTimeUtc(program));

    private static bool IsPresent(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
