using Belfry.TestKit;

namespace Belfry.Sdk.Orthanc.Tests.Hosts;

/// <summary>Publishes a sample as a library for Orthanc, when something that goes into it changed since it was published last.</summary>
internal static class PublishedPlugin
{
    private static readonly string s_output = AppContext.BaseDirectory;
    private static readonly string s_configuration = Path.GetFileName(s_output.TrimEnd(Path.DirectorySeparatorChar));

    // tests/data → the repository.
    private static string Root => Path.GetFullPath(Path.Combine(TestData.Path(), "..", ".."));

    /// <summary>A file of a sample.</summary>
    public static string File(string folder, string name) => Path.Combine(Root, "samples", folder, name);

    /// <summary>The sample as a managed plugin, as the build made it.</summary>
    public static string Managed(string assembly) => Path.Combine(Root, "artifacts", "bin", assembly, s_configuration, assembly + ".dll");

    /// <summary>The sample as a library; the test is skipped where it cannot be made.</summary>
    public static async Task<string> LibraryAsync(string folder, string assembly)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: plugins for Orthanc are made on Linux");
        Assert.SkipUnless(Find("clang") is not null || Find("gcc") is not null, "skipped: no linker (clang or gcc)");
        var target = Path.Combine(Root, "artifacts", "orthanc-plugins", s_configuration, assembly);
        var library = Path.Combine(target, assembly + ".so");
        if (IsCurrent(library, Managed(assembly)))
            return library;
        await DotnetTool.PublishAsync(Path.Combine(Root, "samples", folder), s_configuration, target, library, "NativeDebugSymbols=false");
        return library;
    }

    private static bool IsCurrent(string library, string managed) =>
        System.IO.File.Exists(library) && Directory.EnumerateFiles(s_output, "Belfry.*.dll").Append(managed)
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "src", "Belfry.Sdk.Orthanc", "build")))
            .All(input => System.IO.File.GetLastWriteTimeUtc(input) < System.IO.File.GetLastWriteTimeUtc(library));

    private static string? Find(string program) => Conformance.ForeignTool.Find(program);
}
