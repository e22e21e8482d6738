using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Belfry.Web;

namespace Belfry.Console.Tests;

/// <summary>What the console is told, by whom it asks: over HTTP, with users of this test.</summary>
public sealed class TrafficEndpointTests : IAsyncLifetime
{
    private readonly RecorderBench _bench = new();
    private ConsoleHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HttpClient Client => _host?.Client ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _host = await ConsoleHost.StartAsync(_bench.Recorder);

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        if (_host is not null)
            await _host.DisposeAsync();
    }

    [Fact]
    public async Task Operation_ForSomebodyWhoMayRead_ShowsCommandsQueryAndAnswers()
    {
        using (_bench.Recorder.Watch())
            await _bench.FindAsync();
        var operation = await GetAsync("/console/api/operations/1");
        Assert.False(operation.GetProperty("masked").GetBoolean());
        Assert.Equal("Doe^Jane", Value(operation.GetProperty("query"), "0010,0010"));
        Assert.Equal(2, operation.GetProperty("answers").GetInt32());
        Assert.Equal(2, operation.GetProperty("answersKept").GetArrayLength());
        Assert.Equal("P0", Value(operation.GetProperty("answersKept")[0], "0010,0020"));
        Assert.Contains("Modality Worklist", Value(operation.GetProperty("request"), "0000,0002"));
        Assert.Equal("0000H", operation.GetProperty("status").GetString());

        // Codes as the standard writes them, numbers as numbers.
        Assert.Equal("0x0020 (C-FIND-RQ)", Value(operation.GetProperty("request"), "0000,0100"));
        Assert.Equal("0x8020 (C-FIND-RSP)", Value(operation.GetProperty("response"), "0000,0100"));
        Assert.Equal("0x0101 (no data set)", Value(operation.GetProperty("response"), "0000,0800"));
        Assert.Equal("0x0000 (Success)", Value(operation.GetProperty("response"), "0000,0900"));
        Assert.Equal(operation.GetProperty("messageId").GetInt32().ToString(CultureInfo.InvariantCulture), Value(operation.GetProperty("request"), "0000,0110"));
    }

    [Fact]
    public async Task Operation_ForSomebodyWhoMayNotRead_ShowsNoPatientAnywhere()
    {
        using (_bench.Recorder.Watch())
            await _bench.FindAsync();
        _host!.User = HttpRoles.Principal("engineer", null);
        var text = await Client.GetStringAsync(new Uri("/console/api/operations/1", UriKind.Relative), Token);
        Assert.DoesNotContain("Jane", text);
        Assert.DoesNotContain("Strange", text);
        Assert.DoesNotContain("P0", text);

        // But which keys were asked, and what for is no secret.
        var query = JsonDocument.Parse(text).RootElement.GetProperty("query");
        Assert.True(Find(query, "0010,0010").GetProperty("masked").GetBoolean());
        Assert.Equal("", Value(query, "0010,0020"));
        Assert.Equal("CT", Value(Find(query, "0040,0100").GetProperty("items")[0], "0008,0060"));
    }

    [Fact]
    public async Task Association_Known_ShowsContextsAndRoles()
    {
        await _bench.EchoAsync();
        var id = (await GetAsync("/console/api/traffic")).GetProperty("associations")[0].GetProperty("id").GetInt64();
        var association = await GetAsync($"/console/api/associations/{id}");
        Assert.Equal("ended", association.GetProperty("state").GetString());
        var context = association.GetProperty("contexts")[0];
        Assert.Equal(("Acceptance", true, false), (context.GetProperty("result").GetString(),
            context.GetProperty("requestorIsScu").GetBoolean(), context.GetProperty("requestorIsScp").GetBoolean()));
        Assert.Equal(16384, association.GetProperty("acceptor").GetProperty("maxPduLength").GetInt32());
    }

    [Theory]
    [InlineData("/console/api/operations/99")]
    [InlineData("/console/api/associations/0")]
    [InlineData("/console/api/associations/x")]
    public async Task Paths_OfNothing_AreNoSuchItem(string path)
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Events_WhileOperationsRun_TellOfEach()
    {
        await using var stream = await Client.GetStreamAsync(new Uri("/console/api/traffic/events", UriKind.Relative), Token);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        Assert.Equal(1, _bench.Recorder.ViewerCount);
        await _bench.FindAsync();
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            using var happening = JsonDocument.Parse(line[6..]);
            if (happening.RootElement.TryGetProperty("operation", out var operation) && operation.TryGetProperty("ms", out _))
            {
                Assert.Equal(("CT1", "C-FIND", 2), (operation.GetProperty("calling").GetString(), operation.GetProperty("service").GetString(), operation.GetProperty("answers").GetInt32()));
                return;
            }
        }

        Assert.Fail("The stream ended.");
    }

    [Fact]
    public async Task Events_RecorderDisposed_End()
    {
        await using var stream = await Client.GetStreamAsync(new Uri("/console/api/traffic/events", UriKind.Relative), Token);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        _bench.Recorder.Dispose();
        while (await reader.ReadLineAsync(Token) is not null)
            continue;
    }

    [Fact]
    public async Task Events_TooManyViewers_AreRefused()
    {
        var viewers = new List<TrafficViewer>();
        while (_bench.Recorder.Watch() is { } viewer)
            viewers.Add(viewer);
        using var answer = await Client.GetAsync(new Uri("/console/api/traffic/events", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        viewers.ForEach(static viewer => viewer.Dispose());
        Assert.Equal(0, _bench.Recorder.ViewerCount);
    }

    private async Task<JsonElement> GetAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), Token);

    private static JsonElement Find(JsonElement elements, string tag) =>
        elements.EnumerateArray().Single(element => element.GetProperty("tag").GetString() == tag);

    private static string? Value(JsonElement elements, string tag) => Find(elements, tag).GetProperty("value").GetString();
}
