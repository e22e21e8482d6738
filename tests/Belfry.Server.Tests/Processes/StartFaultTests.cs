using System.Net;
using System.Net.Sockets;
using Belfry.Cli;
using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Server.Tests.Processes;

/// <summary>What stops the start: one line that says what is wrong, the exit code of docs/cli.md, and nothing left running.</summary>
public sealed class StartFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_PluginWhoseConstructorThrows_SaysWhatItThrew() =>
        await AssertRefusedAsync(
            TestPlugins.Configuration("FailToStart", 10, TestPlugins.Steered),
            $"belfry: {TestPlugins.Steered}: the plugin 'steered' failed to start: InvalidOperationException: no licence for this machine");

    [Fact]
    public async Task Serve_AssemblyWithoutAPlugin_SaysSo()
    {
        var assembly = typeof(StartFaultTests).Assembly.Location;
        await AssertRefusedAsync(TestPlugins.Configuration("", 10, assembly), $"belfry: {assembly}: no class in it is marked with [BelfryPlugin].");
    }

    [Fact]
    public async Task Serve_FileThatIsNoAssembly_SaysSo()
    {
        var file = _folder.Write("text.dll", "text");
        await AssertRefusedAsync(TestPlugins.Configuration("", 10, file), $"belfry: {file}: neither a .NET assembly nor a shared library.");
    }

    [Fact]
    public async Task Serve_TwoPluginsForWorklists_NamesBoth() =>
        await AssertRefusedAsync(
            TestPlugins.Configuration("", 10, TestPlugins.Steered, TestPlugins.Hello),
            "belfry: More than one plugin answers worklists: steered, worklist-hello. Leave all but one out.");

    [Fact]
    public async Task Serve_StartFailsAndAPluginNeverEnds_SaysWhyAllTheSame()
    {
        var (code, errors) = await ServeAsync(TestPlugins.Configuration("NeverEnds", 0, TestPlugins.Steered, TestPlugins.Hello));
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("A plugin does not end", errors[0]);
        Assert.Equal("belfry: More than one plugin answers worklists: steered, worklist-hello. Leave all but one out.", errors[^1]);
    }

    [Fact]
    public async Task Serve_OnePluginTwice_NamesBothFiles() =>
        await AssertRefusedAsync(
            TestPlugins.Configuration("", 10, TestPlugins.Steered, TestPlugins.Steered),
            $"belfry: Two plugins are named 'counting': {TestPlugins.Steered} and {TestPlugins.Steered}.");

    [Fact]
    public async Task Serve_NativePluginThatRefusesToStart_SaysWithWhichCode()
    {
        var library = NativeCompiler.Compile("failing.c", _folder.Path, "RESULT=15");
        var (code, errors) = await ServeAsync(TestPlugins.Configuration("", 10, library));
        Assert.Equal(ExitCodes.Usage, code);
        var line = Assert.Single(errors, line => line.StartsWith("belfry: ", StringComparison.Ordinal));
        Assert.Equal(errors[^1], line);
        Assert.Contains("test-plugin", line);
        Assert.Contains("15", line);
        Assert.DoesNotContain(errors, e => e.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("DICOM", "DicomPort", "--dicom-port", "--http-port")]
    [InlineData("HTTP", "HttpPort", "--http-port", "--dicom-port")]
    public async Task Serve_PortInUse_SaysWhichKeyChoosesAnother(string what, string key, string option, string other)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var file = _folder.Write("a.json", """{ "HttpBindAddresses" : ["127.0.0.1"], "Belfry" : { "DicomBindAddresses" : ["127.0.0.1"] } }""");
        var (code, output, errors) = await ServerProcess.RunAsync("serve", file, option, $"{port}", other, "0", "--log-level", "Warning");
        Assert.Equal(ExitCodes.Network, code);
        Assert.Empty(output);
        var line = Assert.Single(errors);
        Assert.StartsWith($"belfry: The {what} port {port} cannot be opened (Address already in use)", line);
        Assert.Contains($"\"{key}\" chooses another port", line);
    }

    private async Task AssertRefusedAsync(string configuration, string expected)
    {
        var (code, errors) = await ServeAsync(configuration);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Equal([expected], errors);
    }

    private async Task<(int Code, string[] Errors)> ServeAsync(string configuration)
    {
        var file = _folder.Write("a.json", configuration);
        var (code, output, errors) = await ServerProcess.RunAsync("serve", file, "--dicom-port", "0", "--log-level", "Warning");
        Assert.Empty(output);
        return (code, errors);
    }
}
