using Belfry.TestKit;

namespace Belfry.Orthanc.Tests.Plugins;

/// <summary>The program of plugins' processes, compiled ahead of time; where there is no linker, the one for the shared runtime.</summary>
internal static class PublishedChild
{
    /// <summary>The program; the test is skipped where no plugin can have a process.</summary>
    public static async Task<string> ProgramAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: plugins have processes of their own on Linux");
        return AheadProgram.HasLinker ? await AheadProgram.Child.PublishAsync() : AheadProgram.Built("Belfry.Orthanc.Child", "Belfry.Orthanc.Child");
    }
}
