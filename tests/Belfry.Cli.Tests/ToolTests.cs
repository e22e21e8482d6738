using Xunit;

namespace Belfry.Cli.Tests;

public sealed class ToolTests
{
    [Theory]
    [InlineData("echo", "[AET@]HOST[:PORT]", "echo", "a:b:c")]
    [InlineData("find", "neither a keyword", "find", "h", "-k", "Nonsense=1")]
    [InlineData("find", "exclude each other", "find", "h", "-W", "-S")]
    [InlineData("echo", "AE title", "echo", "h", "--calling", "MUCH TOO LONG AE TITLE")]
    [InlineData("echo", "--timeout", "echo", "h", "--timeout", "0")]
    [InlineData("", "Try: belfry", "nonsense")]
    public async Task Run_WrongCommandLine_EndsWithUsageAndAHint(string command, string expected, params string[] arguments)
    {
        var run = await ToolRun.RunAsync(arguments);
        Assert.Equal((ExitCodes.Usage, ""), (run.Code, run.Output));
        Assert.Contains(expected, run.Errors);
        Assert.Contains($"Try: belfry {command}", run.Errors);
    }

    public static TheoryData<string> Commands => [.. Tool.Create().Subcommands.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Run_Help_ShowsAnExample(string command)
    {
        var run = await ToolRun.RunAsync(command, "--help");
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Errors));
        var examples = run.Output.IndexOf("Example", StringComparison.Ordinal);
        Assert.True(examples >= 0 && run.Output.IndexOf($"belfry {command}", examples, StringComparison.Ordinal) > examples, run.Output);
    }

    [Fact]
    public async Task Run_Version_NamesTheProgram() => Assert.StartsWith("Belfry ", (await ToolRun.RunAsync("version")).Output);

    [Fact]
    public async Task Dump_MissingFile_EndsWithBadFile() => Assert.Equal(ExitCodes.BadFile, (await ToolRun.RunAsync("json", "missing.dcm")).Code);

    [Theory]
    [InlineData("host", "", "host", 104)]
    [InlineData("AET@host:11112", "AET", "host", 11112)]
    [InlineData("A@[::1]:4242", "A", "::1", 4242)]
    [InlineData("[::1]", "", "::1", 104)]
    public void TryParse_APeer_GivesItsParts(string text, string title, string host, int port)
    {
        Assert.True(Peer.TryParse(text, out var peer));
        Assert.Equal((title, host, port), (peer?.AETitle.Value, peer?.Host, peer?.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:x")]
    [InlineData("MUCH TOO LONG AE TITLE@host")]
    [InlineData("[::1")]
    public void TryParse_NotAPeer_IsFalse(string text) => Assert.False(Peer.TryParse(text, out _));
}
