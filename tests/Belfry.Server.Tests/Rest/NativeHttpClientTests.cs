using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Belfry.Server.Tests;

/// <summary>Native plugins that call other servers by HTTP, and peers by their names.</summary>
public sealed class NativeHttpClientTests : IAsyncLifetime
{
    private WebApplication? _other;
    private NativeRestBench? _bench;

    private NativeRestBench Bench => _bench!; // Made before each test.

    private string Url => _other!.Urls.Single();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _other = builder.Build();
        _other.Run(AnswerAsync);
        await _other.StartAsync(Cancellation);
        _bench = await NativeRestBench.StartAsync(
            "calling.c", $$""", "OrthancPeers" : { "other" : { "Url" : "{{Url}}/base", "Username" : "peer", "Password" : "p", "HttpHeaders" : { "X-Sent" : "to a peer" }, "Colour" : "blue" } }""");
    }

    public async ValueTask DisposeAsync()
    {
        if (_bench is not null)
            await _bench.DisposeAsync();
        if (_other is not null)
            await _other.DisposeAsync();
    }

    [Fact]
    public async Task Client_PostsAndReads_AllOfTheAnswer()
    {
        var (_, text) = await Bench.SendAsync(HttpMethod.Post, $"calling/client?url={Url}/hello", "the body");
        Assert.Contains("code=0\nstatus=200\n", text, StringComparison.Ordinal);
        Assert.Contains("\"x-method\":\"POST\"", text, StringComparison.Ordinal);
        Assert.EndsWith("body=/hello by the plugin user:secret the body", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/status/404", 17, 404)]
    [InlineData("/status/401", 29, 401)]
    [InlineData("/status/503", 9, 503)]
    public async Task Client_ErrorOfTheOther_IsACodeAndTheStatus(string path, int code, int status)
    {
        Assert.StartsWith($"code={code}\nstatus={status}\n", await Bench.GetAsync($"calling/client?url={Url}{path}"), StringComparison.Ordinal);
        Assert.StartsWith($"code={code}\n", await Bench.GetAsync($"calling/simple?url={Url}{path}"), StringComparison.Ordinal);
        Assert.StartsWith($"code={code}\nstatus={status}\n", await Bench.GetAsync($"calling/chunked?url={Url}{path}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", 9)]
    [InlineData("file:///etc/passwd", 12)]
    [InlineData("nonsense", 12)]
    public async Task Client_NobodyThere_IsACode(string url, int code)
    {
        Assert.StartsWith($"code={code}\n", await Bench.GetAsync($"calling/client?url={url}"), StringComparison.Ordinal);
        Assert.StartsWith($"code={code}\n", await Bench.GetAsync($"calling/chunked?url={url}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_OtherIsSilent_EndsInItsTime() =>
        Assert.StartsWith("code=16\n", await Bench.GetAsync($"calling/client?timeout=1&url={Url}/silent"), StringComparison.Ordinal);

    [Fact]
    public async Task Chunked_Body_IsSentAndReadInPieces()
    {
        var (_, text) = await Bench.SendAsync(HttpMethod.Post, $"calling/chunked?url={Url}/hello");
        Assert.StartsWith("code=0\nstatus=200\n", text, StringComparison.Ordinal);
        Assert.EndsWith(string.Concat(Enumerable.Repeat("0123456789", 1000)), text, StringComparison.Ordinal);
        Assert.Equal("POST", Bench.Log.Report("header"));
    }

    [Fact]
    public async Task Peer_OfTheConfiguration_IsToldOfAndCalled()
    {
        var (_, text) = await Bench.SendAsync(HttpMethod.Put, "calling/peers", "to it");
        Assert.EndsWith("body=/base/hello to a peer peer:p to it", text, StringComparison.Ordinal);
        await Bench.Log.WaitForPluginLineAsync("count-freed=1");
        Assert.Equal(
            ["0", "1", "other", $"{Url}/base/", "blue", "(null)", "3", "0", "1"],
            new[] { "get-peers", "peers", "peer-name", "peer-url", "peer-colour", "peer-nothing", "beyond", "free-peers", "count-freed" }.Select(Bench.Log.Report));
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith("/status/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = int.Parse(path["/status/".Length..], System.Globalization.CultureInfo.InvariantCulture);
            return;
        }

        if (path == "/silent")
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        context.Response.Headers["X-Method"] = context.Request.Method;
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var credentials = context.Request.Headers.Authorization.ToString() is { Length: > 6 } basic
            ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(basic["Basic ".Length..]))
            : "";
        await context.Response.WriteAsync($"{path} {context.Request.Headers["X-Sent"]} {credentials} {body}", context.RequestAborted);
    }
}
