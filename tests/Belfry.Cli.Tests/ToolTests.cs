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
        var (code, output) = await RunAsync(arguments);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains(expected, output);
        Assert.Contains($"Try: belfry {command}", output);
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("find")]
    [InlineData("dump")]
    [InlineData("json")]
    public async Task Run_Help_ShowsExamples(string command)
    {
        var (code, output) = await RunAsync(command, "--help");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains("Examples:", output);
        Assert.Contains($"belfry {command}", output);
    }

    [Fact]
    public async Task Run_Version_NamesTheProgram() => Assert.StartsWith("Belfry ", (await RunAsync("version")).Output);

    [Fact]
    public async Task Dump_MissingFile_EndsWithBadFile() => Assert.Equal(ExitCodes.BadFile, (await RunAsync("json", "missing.dcm")).Code);

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

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = await Tool.RunAsync(Tool.Create(), arguments, output, output, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
