using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Belfry.Server.Tests;

namespace Belfry.Console.Tests;

/// <summary>The files of the console and its own routes, over HTTP.</summary>
public sealed class ConsoleFileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Root_Asked_LeadsToThePage()
    {
        await using var server = await StartAsync("{}");
        using var client = ClientOf(server);
        using var first = await client.GetAsync(new Uri("/", UriKind.Relative), Token);
        Assert.Equal((HttpStatusCode.Found, "console/index.html"), (first.StatusCode, first.Headers.Location?.OriginalString));
        using var page = await client.GetAsync(new Uri("/console/index.html", UriKind.Relative), Token);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("unsafe", page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task File_Known_IsNotSentAgain()
    {
        await using var server = await StartAsync("{}");
        using var client = ClientOf(server);
        using var first = await client.GetAsync(new Uri("/console/app.js", UriKind.Relative), Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/console/app.js");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var again = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(Token));
    }

    [Theory]
    [InlineData("/console/nothing.js")]
    [InlineData("/console/..%2f..%2fetc%2fpasswd")]
    public async Task File_Unknown_Is404(string path)
    {
        await using var server = await StartAsync("{}");
        using var client = ClientOf(server);
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Console_SwitchedOff_IsNotThere()
    {
        await using var server = await StartAsync("""{ "OrthancExplorerEnabled" : false }""");
        using var client = ClientOf(server);
        foreach (var path in (string[])["/", "/console/index.html", "/console/api/traffic"])
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Explain_WithoutAWorklist_IsNoSuchItem()
    {
        await using var server = await StartAsync("{}");
        using var client = ClientOf(server);
        using var answer = await client.PostAsync(new Uri("/console/api/worklist/explain", UriKind.Relative), new StringContent("{}", Encoding.UTF8), Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Health_Asked_TellsMeasurementsAndVersions()
    {
        await using var server = await StartAsync("{}");
        using var client = ClientOf(server);
        var health = await client.GetFromJsonAsync<JsonElement>(new Uri("/console/api/health", UriKind.Relative), Token);
        Assert.True(health.GetProperty("healthy").GetBoolean());
        Assert.Equal(JsonValueKind.Array, health.GetProperty("metrics").ValueKind);
        Assert.NotEqual(0, health.GetProperty("process").GetProperty("memory").GetInt64());
        Assert.StartsWith(".NET", health.GetProperty("versions").GetProperty("runtime").GetString());
    }

    private static async Task<TestServer> StartAsync(string configuration)
    {
        using var folder = new TemporaryFolder();
        return await TestServer.StartAsync(configuration, folder.Path, Token);
    }

    private static HttpClient ClientOf(TestServer server) =>
        new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}") };
}
