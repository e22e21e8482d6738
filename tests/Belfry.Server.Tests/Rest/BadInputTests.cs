using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Belfry.Orthanc.Tests.Plugins;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Belfry.Server.Tests;

/// <summary>
/// What clients should not send, to each route of the OpenAPI document: never a fault of this server, and each refusal is the error object or a bare status.
/// </summary>
public sealed class BadInputTests
{
    private const int MutationsOfARoute = 120;

    private static readonly string[] _names =
    [
        "x", "%00", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "%ff%fe", "%C3%A9", "-1", "99999999999999999999", "00000000-00000000-00000000-00000000-00000000",
        "00000000-0000-0000-0000-000000000000", new string('a', 300), "a%0d%0aX-Other:%20y", "%3Cscript%3E", "1.2.3",
    ];

    private static readonly string[] _queries =
    [
        "?since=x&limit=y", "?since=-1&limit=-1", "?since=99999999999999999999&limit=0", "?expand=%00&full&short&simplify&last", "?requested-tags=Nothing;0010",
        "?ignore-length=zz", "?type=Nothing&to=x", "?filename=%22%0d%0aa", "?_method=PATCH", "?text=%25&before=x", "?%ff=%ff", "?level=x",
    ];

    private static readonly byte[][] _bodies =
    [
        [], .. ((string[])["{", "[", "[]", "{}", "null", "7", "\"x\"", "x", "{\"Level\":\"\\ud800\"}", "--x\r\n\r\n--x--\r\n", "PK\u0003\u0004", "[\"\", null]"])
            .Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE, 0x00], [0x1F, 0x8B, 0x08], Encoding.UTF8.GetBytes(new string('[', 5000)), new byte[100_000],
    ];

    private static readonly string[] _types = ["application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/zip"];

    private static readonly string[] _wrong =
    [
        "null", "7", "-1", "1e300", "99999999999999999999", "\"x\"", "\"\"", "\"\\u0000\"", "[]", "{}", "[null]", "[[]]", "[7]", "{\"a\":1}", "{\"PatientName\":7}",
        "{\"Nothing\":\"x\"}", "{\"StudyDate\":\"*\"}", "[{\"Type\":7}]", "[{\"Type\":\"DicomTag\",\"Key\":\"Nothing\"}]", "[\"Nothing\"]", "true", "\"\\\\\\\\\"",
    ];

    // What routes that take objects read, with values that are right.
    private const string Right = """
        {
          "Level": "Study", "Query": { "PatientID": "P1" }, "Resources": [], "Limit": 1, "Since": 0, "Expand": true, "Full": false, "Short": false, "Simplify": false,
          "RequestedTags": [], "ResponseContent": [], "OrderBy": [], "Labels": [], "LabelsConstraint": "All", "MetadataQuery": { }, "ParentStudy": "", "CaseSensitive": false,
          "IgnoreAccents": false, "Synchronous": true, "Asynchronous": false, "Priority": 0, "Permissive": true, "UserData": 1, "Timeout": 1, "LocalAet": "ME",
          "TargetAet": "BELFRY", "RetrieveMethod": "C-MOVE", "Normalize": true, "DicomInstances": [], "StorageCommitment": false, "MoveOriginatorAet": "", "MoveOriginatorID": 1,
          "CalledAet": "", "Host": "", "Port": 104, "AET": "CT", "Url": "http://127.0.0.1:1/", "Manufacturer": "Generic", "CheckFind": false, "Compress": false, "Transcode": "",
          "Metadata": true, "callingAet": "CT", "calledAet": "", "characterSet": "", "query": { }, "operation": 1
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EachRoute_WithNamesAndQuestionsThatAreNone_IsNoFaultOfTheServer()
    {
        await using var both = await StartAsync();
        var faults = new List<string>();
        await foreach (var (verb, path) in RoutesAsync(both.Bench))
        {
            foreach (var name in _names)
                await SendAsync(both.Bench, verb, Fill(path, name), [], null, faults);
            foreach (var query in _queries)
                await SendAsync(both.Bench, verb, Fill(path, "x") + query, [], null, faults);
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task EachRoute_WithBodiesThatAreNone_IsNoFaultOfTheServer()
    {
        await using var both = await StartAsync();
        var faults = new List<string>();
        await foreach (var (verb, path) in RoutesAsync(both.Bench))
        {
            if (!TakesBodies(verb))
                continue;
            var real = await FillAsync(both.Bench, path);
            for (var i = 0; i < _bodies.Length; i++)
                await SendAsync(both.Bench, verb, real, _bodies[i], _types[i % _types.Length], faults);
        }

        Assert.Empty(faults);
    }

    [Fact]
    public async Task EachRoute_WithMembersOfAnotherKind_IsNoFaultOfTheServer()
    {
        await using var both = await StartAsync();
        var faults = new List<string>();
        var random = new Random(4242);
        await foreach (var (verb, path) in RoutesAsync(both.Bench))
        {
            if (!TakesBodies(verb))
                continue;
            var real = await FillAsync(both.Bench, path);
            for (var i = 0; i < MutationsOfARoute; i++)
            {
                var body = JsonNode.Parse(Right)!.AsObject();
                for (var changes = random.Next(1, 3); changes > 0; changes--)
                    body[body.ElementAt(random.Next(body.Count)).Key] = JsonNode.Parse(_wrong[random.Next(_wrong.Length)]);
                await SendAsync(both.Bench, verb, real, Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json", faults);
            }
        }

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("tools/find")]
    [InlineData("instances")]
    public async Task Body_ThatDoesNotCome_IsWaitedForNoLonger(string path)
    {
        await using var bench = await RestBench.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, bench.Client.BaseAddress!.Port, Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{{"), Token);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(Token);
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Equal(16, JsonDocument.Parse(answer[answer.IndexOf('{')..]).RootElement.GetProperty("OrthancStatus").GetInt32());
    }

    [Theory]
    [InlineData("tools/find")]
    [InlineData("instances")]
    public async Task Chunk_OfALengthBeyondNumbers_IsNoFaultOfTheServer(string path)
    {
        await using var bench = await RestBench.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, bench.Client.BaseAddress!.Port, Token);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nFFFFFFFFFFFFFFFF\r\nx"), Token);
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 400 ", await reader.ReadLineAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_ThatIsResetWithinARequest_IsNoFaultOfTheServer()
    {
        using var log = new RecordingLoggers();
        await using var services = new ServiceCollection().BuildServiceProvider();
        var road = new ApplicationBuilder(services);
        Belfry.Web.RestErrors.UseRestErrors(road, isDescribed: true, log.CreateLogger("Belfry.Web"));
        road.Run(static _ => throw new ConnectionResetException("Connection reset by peer"));
        await road.Build()(new DefaultHttpContext());
        Assert.Empty(log.Lines);
    }

    [Fact]
    public async Task Query_OfTooManyValues_IsABadRequestAndNoFullDisk()
    {
        await using var bench = await RestBench.StartAsync();
        var values = string.Join("\\\\", Enumerable.Range(0, 2000).Select(static number => $"*{number}*x"));
        var (status, text) = await bench.SendAsync(HttpMethod.Post, "tools/find", $$"""{ "Level" : "Study", "Query" : { "PatientName" : "{{values}}" } }""");
        Assert.Equal(400, status);
        Assert.Equal(8, JsonDocument.Parse(text).RootElement.GetProperty("OrthancStatus").GetInt32());
        Assert.Contains("Too many values in one query", text, StringComparison.Ordinal);
    }

    private static async Task<PeerBench> StartAsync()
    {
        var both = await PeerBench.StartAsync(""", "UserMetadata" : { "mine" : 1024 }, "UserContentType" : { "own" : 1025 }""");
        await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await both.Peer.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await both.Bench.SendAsync(HttpMethod.Put, "modalities/first", (await both.Bench.GetAsync("modalities/peer/configuration")).GetRawText());
        return both;
    }

    private static async IAsyncEnumerable<(HttpMethod Verb, string Path)> RoutesAsync(RestBench bench)
    {
        var read = OpenApiDocument.Parse(await bench.Client.GetStringAsync("openapi.json", Token), "json");
        foreach (var (path, item) in read.Document!.Paths)
        {
            foreach (var verb in item.Operations!.Keys)
                yield return (verb, path.TrimStart('/'));
        }
    }

    private static bool TakesBodies(HttpMethod verb) => verb == HttpMethod.Post || verb == HttpMethod.Put;

    private static string Fill(string path, string name) => string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? name : part));

    // What is there, so that the body is looked at.
    private static async Task<string> FillAsync(RestBench bench, string path)
    {
        var id = path.Split('/')[0] switch
        {
            "queries" => await QueryAsync(bench),
            var level and ("patients" or "studies" or "series" or "instances") => (await bench.IdsAsync(level)).FirstOrDefault() ?? await UploadAsync(bench, level),
            _ => "peer",
        };
        var name = path.Contains("/metadata/", StringComparison.Ordinal) ? "mine" : path.Contains("/attachments/", StringComparison.Ordinal) ? "own" : "peer";
        return path.Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal).Replace("{label}", "a", StringComparison.Ordinal)
            .Replace("{index}", "0", StringComparison.Ordinal);
    }

    private static async Task<string> UploadAsync(RestBench bench, string level)
    {
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        return (await bench.IdsAsync(level))[0];
    }

    private static async Task<string> QueryAsync(RestBench bench)
    {
        // The entry of the path is changed by what the tests send.
        return (await bench.PostAsync("modalities/first/query", """{ "Level" : "Study", "Query" : { "PatientID" : "P1" } }""")).GetProperty("ID").GetString() ?? "";
    }

    private static async Task SendAsync(RestBench bench, HttpMethod verb, string path, byte[] body, string? type, List<string> faults)
    {
        using var request = new HttpRequestMessage(verb, path);
        if (TakesBodies(verb))
        {
            request.Content = new ByteArrayContent(body);
            if (type is not null)
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        // Streams of events have no end.
        using var answer = await bench.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        if ((int)answer.StatusCode < 400)
            return;
        var text = await answer.Content.ReadAsStringAsync(Token);
        if (!IsRefusal(answer.StatusCode, text))
            faults.Add($"{verb} {path} {Encoding.UTF8.GetString(body)[..Math.Min(body.Length, 300)]} {type} -> {(int)answer.StatusCode} {text}");
    }

    // 500 stands for what other servers did, in the way of the reference server: they do not answer (9), or do not serve this (2016).
    private static bool IsRefusal(HttpStatusCode status, string text)
    {
        if (text.Length == 0)
            return (int)status < 500;
        var error = JsonDocument.Parse(text).RootElement;
        var isOfOthers = status == HttpStatusCode.InternalServerError && error.GetProperty("OrthancStatus").GetInt32() is 9 or 2016;
        return error.GetProperty("HttpStatus").GetInt32() == (int)status && ((int)status < 500 || status == HttpStatusCode.NotImplemented || isOfOthers);
    }
}
