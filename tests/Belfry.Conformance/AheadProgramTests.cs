using Belfry.Server.Tests.Processes;
using Belfry.TestKit;

namespace Belfry.Conformance;

/// <summary>
/// What the repository compiles ahead of time needs nothing of .NET beside it. <c>./belfry test</c> runs this class first, in the background, so that
/// suites find these programs.
/// </summary>
public sealed class AheadProgramTests
{
    [Fact]
    public async Task Child_CompiledAhead_HasNoManagedCodeBeside()
    {
        var program = await MadeAsync(AheadProgram.Child);
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(program)!, "*.dll"));
    }

    [Fact]
    public async Task Server_CompiledAhead_HasNoManagedCodeBesideAndStarts()
    {
        var program = await MadeAsync(AheadProgram.Server);
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(program)!, "*.dll"));
        var (code, output, errors) = await ServerProcess.RunProgramAsync(program, "version");
        Assert.Equal((0, ""), (code, string.Concat(errors)));
        Assert.NotEmpty(output);
    }

    internal static Task<string> MadeAsync(AheadProgram program)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && AheadProgram.HasLinker, "skipped: compiling ahead of time needs Linux and a linker here");
        return program.PublishAsync();
    }
}
