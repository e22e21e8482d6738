using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Belfry.Cli;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Services;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Processes;

/// <summary>A native plugin with a process of its own in the whole server. Its calling AE title says what the plugin does.</summary>
public sealed class IsolationTests : IDisposable
{
    // A library in another process is a new one each time: one is enough for all tests.
    private static readonly Lazy<string> _plugin = new(Compile);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Query_PluginCrashes_FailsWithC000AndTheServerAndThePluginGoOn()
    {
        await using var server = await StartAsync("""{ "Isolation" : "process" }""");
        Assert.Equal((1, DimseStatus.Success), await AskAsync(server, "HEALTHY"));
        Assert.Equal((0, new DimseStatus(0xC000)), await AskAsync(server, "SEGV.CALL"));
        Assert.Equal((1, DimseStatus.Success), await AskAsync(server, "HEALTHY"));
        await server.SignalAsync();
        var (code, errors) = await server.EndAsync();
        Assert.Equal(ExitCodes.Success, code);

        // The query before might have left the damage: the one that ends the process is asked again in the next.
        Assert.Equal(2, errors.Count(line => line.Contains("is over: it was ended by signal 11 (SIGSEGV). In it ran: worklist callback", StringComparison.Ordinal)));
        Assert.Equal(2, errors.Count(line => line.Contains("runs again", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Told_StartSystemAndConsole_SayWhichPluginIsIsolatedAndWhatEndedIt()
    {
        await using var server = await ServerProcess.StartAsync(Configure("""{ "Isolation" : "process" }""", hasHttp: true));
        Assert.Contains(server.StartLines, static line => line.TrimStart().StartsWith("Plugin   chaos", StringComparison.Ordinal) && line.EndsWith("(native, in a process of its own)", StringComparison.Ordinal));
        using var client = ProcessRest.ClientOf(server);
        using var system = JsonDocument.Parse(await client.GetStringAsync("system", Token));
        Assert.Equal(["process"], system.RootElement.GetProperty("Plugins").EnumerateArray().Select(static plugin => plugin.GetProperty("Isolation").GetString()));

        Assert.Equal((1, DimseStatus.Success), await AskAsync(server, "HEALTHY"));
        Assert.Equal((0, new DimseStatus(0xC000)), await AskAsync(server, "SEGV.CALL"));
        Assert.Equal((1, DimseStatus.Success), await AskAsync(server, "HEALTHY"));
        using var plugins = JsonDocument.Parse(await client.GetStringAsync("console/api/plugins", Token));
        var plugin = Assert.Single(plugins.RootElement.EnumerateArray());
        Assert.True(plugin.GetProperty("isolated").GetBoolean());
        Assert.Equal(await ProcessOfAsync(server), plugin.GetProperty("processId").GetInt32());
        Assert.NotEqual(0, plugin.GetProperty("restarts").GetInt64());
        Assert.Contains("SIGSEGV", plugin.GetProperty("lastError").GetString(), StringComparison.Ordinal);
        Assert.Contains("belfry_callbacks_duration_seconds_count{service=\"C-FIND\",handler=\"chaos\"} 3", await client.GetStringAsync("metrics", Token), StringComparison.Ordinal);
        await server.SignalAsync();
        await server.EndAsync();
    }

    [Fact]
    public async Task Query_CallbackTooLong_FailsWithinItsTime()
    {
        await using var server = await StartAsync("""{ "Plugins" : { "chaos" : { "Isolation" : "process", "CallbackSeconds" : 1 } } }""");
        Assert.Equal((0, new DimseStatus(0xC000)), await AskAsync(server, "SLEEP.CALL"));
        Assert.Equal((1, DimseStatus.Success), await AskAsync(server, "HEALTHY"));
        await server.SignalAsync();
        Assert.Single((await server.EndAsync()).Errors, line => line.Contains("took longer than it may", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Kill_TheServer_EndsThePluginsProcess()
    {
        await using var server = await StartAsync("""{ "Isolation" : "process" }""");
        await AskAsync(server, "HEALTHY");
        using var child = Process.GetProcessById(await ProcessOfAsync(server));
        await server.KillAsync();
        await child.WaitForExitAsync(Token);
        var (_, errors) = await server.EndAsync();
        Assert.Contains(errors, line => line.Contains("has a process of its own", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_PluginsProcess_HasNothingOfTheServersDescriptors()
    {
        await using var server = await StartAsync("""{ "Isolation" : "process" }""");
        Assert.Equal((1, DimseStatus.Success), await AskAsync(server, "FILES"));
        await server.SignalAsync();
        var (_, errors) = await server.EndAsync();
        var line = Assert.Single(errors, line => line.Contains("files=", StringComparison.Ordinal));
        Assert.Single(Regex.Matches(line, "socket:"));
        Assert.DoesNotContain("index", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Isolation" : "thread" }""", "\"Belfry.Isolation\"")]
    [InlineData("""{ "Plugins" : { "chaos" : { "Isolation" : "Process" } } }""", "\"Belfry.Plugins.chaos.Isolation\"")]
    [InlineData("""{ "Plugins" : { "chaos" : { "CallbackSecond" : 1 } } }""", "\"Belfry.Plugins.chaos.CallbackSecond\"")]
    [InlineData("""{ "Plugins" : { "other" : { "Isolation" : "process" } } }""", "\"Belfry.Plugins.other\"")]
    public async Task Start_SettingThatIsWrong_IsNamed(string own, string named)
    {
        var (code, output, errors) = await ServerProcess.RunAsync("serve", Configure(own));
        Assert.NotEqual(ExitCodes.Success, code);
        Assert.Contains(named, string.Join('\n', [.. output, .. errors]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WorklistHello")]
    [InlineData("WorklistHello.dll")]
    [InlineData("worklist-hello")]
    public async Task Check_ManagedPluginInAProcess_IsRefusedAsTheStartDoes(string name)
    {
        var configuration = _folder.Write("belfry.json", $$"""
            { "Plugins" : [ "{{JsonEncodedText.Encode(TestPlugins.Hello)}}" ],
              "Belfry" : { "Plugins" : { "{{name}}" : { "Isolation" : "process" } } } }
            """);
        var (code, output, errors) = await ServerProcess.RunAsync("serve", configuration, "--check");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains($"\"Belfry.Plugins.{name}.Isolation\"", Assert.Single(errors), StringComparison.Ordinal);
        Assert.DoesNotContain(output, static line => line.Contains("can be used", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "Isolation" : "process" }""", "(native, in a process of its own)")]
    [InlineData("""{ "Plugins" : { "WorklistHello" : { "Isolation" : "none" } } }""", "(native)")]
    [InlineData("""{ "Plugins" : { "other" : { "Isolation" : "process" } } }""", "(native; \"Belfry.Plugins\" has a name that is no file's")]
    public async Task Check_ListsPlugins_WithKindAndPlace(string own, string expected)
    {
        var (code, output, _) = await ServerProcess.RunAsync("serve", Configure(own), "--plugin", TestPlugins.Hello, "--check");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains(output, line => line.StartsWith($"Library {Path.GetFileName(_plugin.Value)} {expected}", StringComparison.Ordinal));
        Assert.Contains(output, static line => line.StartsWith("Plugin worklist-hello (managed), ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_ManagedPluginInAProcess_IsRefused()
    {
        var configuration = _folder.Write("belfry.json", $$"""
            { "Plugins" : [ "{{JsonEncodedText.Encode(TestPlugins.Hello)}}" ],
              "Belfry" : { "Plugins" : { "WorklistHello" : { "Isolation" : "process" } } } }
            """);
        var (code, output, errors) = await ServerProcess.RunAsync("serve", configuration, "--dicom-port", "0", "--http-port", "0");
        Assert.NotEqual(ExitCodes.Success, code);
        Assert.Contains("is managed code", string.Join('\n', [.. output, .. errors]), StringComparison.Ordinal);
    }

    private async Task<ServerProcess> StartAsync(string own) => await ServerProcess.StartAsync(Configure(own));

    private static string Compile()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "chaos")).FullName;
        var item = Path.Combine(folder, "W01.wl");
        File.WriteAllBytes(item, WorklistSamples.Files["W01"]);
        return NativeCompiler.Compile("chaos.cpp", folder, "ITEM=" + NativeCompiler.Literal(item), "PLUGIN_NAME=\"chaos\"");
    }

    private string Configure(string own, bool hasHttp = false)
    {
        var isolation = own.Trim()[1..];
        return _folder.Write("belfry.json", $$"""
            { "StorageDirectory" : "archive", "HttpServerEnabled" : {{(hasHttp ? "true" : "false")}}, "DicomAlwaysAllowFindWorklist" : true,
              "Plugins" : [ "{{JsonEncodedText.Encode(_plugin.Value)}}" ],
              "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ], {{isolation}} }
            """);
    }

    private static async Task<(int Answers, DimseStatus Status)> AskAsync(ServerProcess server, string title)
    {
        var request = AssociationRequest.Create(AETitle.Parse(title), AETitle.Parse("ORTHANC"), [Uids.ModalityWorklistInformationModelFind]);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", server.DicomPort, request, Token);
        var answers = 0;
        try
        {
            await foreach (var _ in FindScu.FindAsync(association, Uids.ModalityWorklistInformationModelFind, new DicomDataSet { { Tags.PatientName, "" } }, Token))
                answers++;
            return (answers, DimseStatus.Success);
        }
        catch (FindFailedException failure)
        {
            return (answers, failure.Response.Status);
        }
    }

    // The only process that the server has started.
    private static async Task<int> ProcessOfAsync(ServerProcess server)
    {
        var text = await File.ReadAllTextAsync($"/proc/{server.Id}/task/{server.Id}/children", Token);
        if (text.Trim() is { Length: > 0 } only)
            return int.Parse(only.Split(' ')[0], CultureInfo.InvariantCulture);
        foreach (var task in Directory.EnumerateDirectories($"/proc/{server.Id}/task"))
        {
            text = await File.ReadAllTextAsync(Path.Combine(task, "children"), Token);
            if (text.Trim() is { Length: > 0 } child)
                return int.Parse(child.Split(' ')[0], CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException("The server has started no process.");
    }
}
