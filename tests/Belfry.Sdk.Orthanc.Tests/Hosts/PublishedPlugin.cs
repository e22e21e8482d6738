using Belfry.TestKit;

namespace Belfry.Sdk.Orthanc.Tests.Hosts;

/// <summary>A sample as a library for Orthanc, and what else there is of it.</summary>
internal static class PublishedPlugin
{
    /// <summary>A file of a sample.</summary>
    public static string File(string folder, string name) => Path.Combine(AheadProgram.Root, "samples", folder, name);

    /// <summary>The sample as a managed plugin, as the build made it.</summary>
    public static string Managed(string assembly) => AheadProgram.Built(assembly, assembly + ".dll");

    /// <summary>The sample as a library; the test is skipped where it cannot be made.</summary>
    public static async Task<string> LibraryAsync(string folder, string assembly)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: plugins for Orthanc are made on Linux");
        Assert.SkipUnless(AheadProgram.HasLinker, "skipped: no linker (clang or gcc)");
        return await AheadProgram.Sample(folder, assembly).PublishAsync();
    }
}
