using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Belfry.Cli;
using Belfry.Server.Composition;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Composition;

public sealed class ServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_FolderOfWorklists_AnswersQueries()
    {
        WorklistSamples.WriteTo(_folder.Path);
        await using var server = await TestServer.StartAsync(
            """{ "DicomAlwaysAllowFindWorklist" : true, "Worklists" : { "Enable" : true, "Database" : "." } }""", _folder.Path, Token);
        var (code, output) = await RunAsync("find", $"localhost:{server.DicomPort}");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains("12 answers", output);
    }

    [Fact]
    public async Task Start_SamplePlugin_AnswersQueries()
    {
        var plugin = Path.Combine(SampleFolder(), "WorklistHello.dll");
        await using var server = await TestServer.StartAsync(
            $$"""{ "DicomAlwaysAllowFindWorklist" : true, "Plugins" : [ "{{JsonEncodedText.Encode(plugin)}}" ] }""", _folder.Path, Token);
        var (code, output) = await RunAsync("find", $"localhost:{server.DicomPort}", "-k", "PatientName=Hello*");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains("Hello^World", output);
        Assert.Equal(ExitCodes.NothingFound, (await RunAsync("find", $"localhost:{server.DicomPort}", "-k", "PatientName=Other*")).Code);
        Assert.Contains("worklist-hello", await GetAsync(server, "/system"));
    }

    [Fact]
    public async Task Start_FolderOfPlugins_LoadsThoseThatAreMarked()
    {
        await using var server = await TestServer.StartAsync(
            $$"""{ "Plugins" : [ "{{JsonEncodedText.Encode(SampleFolder())}}" ] }""", _folder.Path, Token);
        Assert.Equal("plugin 'worklist-hello'", server.Running.WorklistSource);
    }

    [Fact]
    public async Task Start_AssemblyWithoutPlugin_SaysSo() =>
        await AssertFailsAsync($$"""{ "Plugins" : [ "{{JsonEncodedText.Encode(typeof(ServerTests).Assembly.Location)}}" ] }""", "[BelfryPlugin]");

    [Fact]
    public async Task Start_PluginThatIsNotThere_SaysSo() => await AssertFailsAsync("""{ "Plugins" : [ "missing.dll" ] }""", "no such file");

    [Fact]
    public async Task Start_PluginThatIsNoLibrary_SaysSo()
    {
        _folder.Write("text.dll", "text");
        await AssertFailsAsync("""{ "Plugins" : [ "text.dll" ] }""", "neither a .NET assembly nor a shared library");
    }

    [Fact]
    public async Task Start_WorklistFolderThatIsNotThere_SaysSo() =>
        await AssertFailsAsync("""{ "Worklists" : { "Enable" : true, "Database" : "missing" } }""", Path.DirectorySeparatorChar + "missing'.");

    [Fact]
    public async Task Start_PortInUse_SaysWhichKeyChoosesAnother()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var file = _folder.Write("a.json", """{ "Belfry" : { "DicomBindAddresses" : ["127.0.0.1"] }, "HttpServerEnabled" : false }""");
        var (code, output) = await RunAsync("serve", file, "--dicom-port", $"{port}");
        Assert.Equal(ExitCodes.Network, code);
        Assert.Contains($"The DICOM port {port} cannot be opened", output);
        Assert.Contains("\"DicomPort\"", output);
    }

    [Fact]
    public async Task Serve_Help_ShowsExamples()
    {
        var (code, output) = await RunAsync("serve", "--help");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Matches(@"Examples:\s+belfry serve\s+belfry serve /etc", output);
    }

    [Theory]
    [InlineData(true, "a.json")]
    [InlineData(true, "missing.json", "--check")]
    [InlineData(true, ".")]
    [InlineData(false, "missing")]
    [InlineData(false, "--help")]
    [InlineData(false, "echo", "a.json")]
    [InlineData(false, "serve", "a.json")]
    [InlineData(false)]
    public void Serve_AConfigurationWithoutACommand_IsMeant(bool isMeant, params string[] arguments)
    {
        _folder.Write("a.json", "{}");
        _folder.Write("echo", "");
        var here = arguments is [var first, ..] && !first.StartsWith('-') && first is not ("echo" or "serve")
            ? [Path.Combine(_folder.Path, first), .. arguments[1..]]
            : arguments;

        Assert.Equal(isMeant, ServeCommand.IsMeant(Tool.Create(ServeCommand.Create()), here));
    }

    [Fact]
    public async Task Serve_WrongConfiguration_EndsWithItsProblems()
    {
        var (code, output) = await RunAsync("serve", _folder.Write("a.json", """{ "DicomPort" : "x" }"""));
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("a.json:1: \"DicomPort\": \"x\" is not allowed", output);
    }

    [Fact]
    public async Task Serve_Check_ListsKeysWithoutEffect()
    {
        var (code, output) = await RunAsync("serve", _folder.Write("a.json", """{ "MediaArchiveSize" : 1, "Typo" : 2 }"""), "--check");
        Assert.Equal(ExitCodes.Success, code);
        Assert.Contains("\"MediaArchiveSize\" is known and has no effect yet", output);
        Assert.Contains("\"Typo\" is not a key", output);
    }

    [Theory]
    [InlineData("missing.so", "there is no such file or folder")]
    [InlineData("a.json", "neither a .NET assembly nor a shared library")]
    public async Task Serve_CheckOfPluginThatIsNone_SaysSo(string plugin, string expected)
    {
        var path = Path.Combine(_folder.Path, plugin);
        var (code, output) = await RunAsync("serve", _folder.Write("a.json", $$"""{ "Plugins" : [ "{{path}}" ] }"""), "--check");
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains($"belfry: {path}: ", output);
        Assert.Contains(expected, output);
        Assert.DoesNotContain("can be used", output);
    }

    [Fact]
    public async Task Find_CallerWithoutPermission_IsRefused()
    {
        WorklistSamples.WriteTo(_folder.Path);
        await using var server = await TestServer.StartAsync("""{ "Worklists" : { "Enable" : true, "Database" : "." } }""", _folder.Path, Token);
        Assert.Equal(ExitCodes.Refused, (await RunAsync("find", $"localhost:{server.DicomPort}")).Code);
        Assert.Equal(ExitCodes.Success, (await RunAsync("echo", $"localhost:{server.DicomPort}")).Code);
    }

    [Fact]
    public async Task Find_NoWorklist_IsRefusedAtNegotiation()
    {
        await using var server = await TestServer.StartAsync("""{ "DicomAlwaysAllowFindWorklist" : true }""", _folder.Path, Token);
        var (code, output) = await RunAsync("find", $"localhost:{server.DicomPort}");
        Assert.Equal(ExitCodes.Refused, code);
        Assert.Contains("does not offer", output);
    }

    [Fact]
    public async Task Http_System_TellsWhatClientsLookFor()
    {
        await using var server = await TestServer.StartAsync("""{ "Name" : "n", "DicomAet" : "A" }""", _folder.Path, Token);
        using var system = JsonDocument.Parse(await GetAsync(server, "/system"));
        Assert.Equal("1.12.11", system.RootElement.GetProperty("Version").GetString());
        Assert.Equal("A", system.RootElement.GetProperty("DicomAet").GetString());
        Assert.Equal(server.DicomPort, system.RootElement.GetProperty("DicomPort").GetInt32());
        Assert.Equal(server.HttpPort, system.RootElement.GetProperty("HttpPort").GetInt32());
    }

    [Theory]
    [InlineData("/system")]
    [InlineData("/health")]
    [InlineData("/metrics")]
    public async Task Http_Head_AnswersAsGetWithoutTheBody(string path)
    {
        await using var server = await TestServer.StartAsync("{}", _folder.Path, Token);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}") };
        using var got = await client.GetAsync(path, Token);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var head = await client.SendAsync(request, Token);
        Assert.Equal(got.StatusCode, head.StatusCode);
        Assert.Equal(got.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.NotNull(head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Http_Metrics_CountEndedAssociations()
    {
        await using var server = await TestServer.StartAsync("{}", _folder.Path, Token);
        await RunAsync("echo", $"localhost:{server.DicomPort}");
        var page = await GetAsync(server, "/metrics");
        Assert.Contains("# TYPE belfry_associations_active gauge", page);

        // A bucket of the format holds those before it too: the last named one is the sum but for what took longer than a minute.
        Assert.Contains("belfry_operations_duration_seconds_bucket{command=\"C-ECHO\",le=\"60\"} 1\n", page);
        Assert.Contains("process_resident_memory_bytes ", page);
    }

    [Fact]
    public async Task Http_MetricsNotEnabled_AreNotThere()
    {
        await using var server = await TestServer.StartAsync("""{ "MetricsEnabled" : false }""", _folder.Path, Token);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}") };
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/metrics", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/system", Token)).StatusCode);
    }

    [Fact]
    public async Task Http_WithUsers_AsksForAPasswordExceptForHealth()
    {
        await using var server = await TestServer.StartAsync("""{ "AuthenticationEnabled" : true, "RegisteredUsers" : { "a" : "b" } }""", _folder.Path, Token);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}") };
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/system", Token)).StatusCode);
        foreach (var path in (string[])["/health", "/health/ready", "/health/live"])
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path, Token)).StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("a:b")));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/system", Token)).StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("a:c")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/system", Token)).StatusCode);
    }

    [Fact]
    public async Task Stop_ARunningServer_ClosesItsPorts()
    {
        var server = await TestServer.StartAsync("{}", _folder.Path, Token);
        var port = server.DicomPort;
        await server.DisposeAsync();
        Assert.Equal(ExitCodes.Network, (await RunAsync("echo", $"localhost:{port}", "--timeout", "5")).Code);
    }

    private static async Task<string> GetAsync(TestServer server, string path)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync($"http://127.0.0.1:{server.HttpPort}{path}", Token);
    }

    private static string SampleFolder() =>
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "WorklistHello", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))));

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = await Tool.RunAsync(Tool.Create(ServeCommand.Create()), arguments, output, output, cancellation: Token);
        return (code, output.ToString());
    }

    private async Task AssertFailsAsync(string json, string expected)
    {
        var fault = await Assert.ThrowsAsync<ServerStartException>(() => TestServer.StartAsync(json, _folder.Path, Token));
        Assert.Equal(ExitCodes.Usage, fault.ExitCode);
        Assert.Contains(expected, fault.Message);
    }
}
