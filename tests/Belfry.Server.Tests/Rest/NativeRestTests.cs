using System.Net;
using System.Text.Json;

namespace Belfry.Server.Tests;

/// <summary>REST callbacks of a native plugin, over HTTP and from within.</summary>
public sealed class NativeRestTests(NativeRestServer server) : IClassFixture<NativeRestServer>
{
    private NativeRestBench Bench => server.Bench;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Route_Matches_CallbackGetsAllOfTheRequest()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "test/echo/q/b%20c/d?one=1&two&one=z%26") { Content = new StringContent("the body") };
        request.Headers.Add("X-Header", "its value");
        using var answer = await Bench.Client.SendAsync(request, Cancellation);
        Assert.Equal("text/plain", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            "method=2\nuri=/test/echo/q/b c/d\ngroup=q\ngroup=b c/d\nkey=one\nvalue=1\nkey=one\nvalue=z&\nkey=two\nvalue=\n"
            + "header=x-header\nis=its value\nbody=the body",
            await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Route_MatchesOnlyInPart_IsNotThePlugins() => Assert.Equal((404, 17), await Bench.Bench.FailAsync(HttpMethod.Get, "test/plain/more"));

    [Fact]
    public async Task Route_OfTheServerToo_ThePluginsGoesBefore()
    {
        Assert.Equal("not the system of the server", await Bench.GetAsync("system"));
        Assert.Contains("\"DicomAet\"", await Bench.GetAsync("test/call?uri=/system"), StringComparison.Ordinal);
        Assert.Contains("not the system", await Bench.GetAsync("test/call?uri=/system&after=1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 500)]
    [InlineData(1, 500)]
    [InlineData(3, 400)]
    [InlineData(17, 404)]
    [InlineData(29, 401)]
    [InlineData(45, 403)]
    [InlineData(12345, 500)]
    public async Task Callback_ReturnsAnError_BecomesTheErrorOfHttp(int code, int status)
    {
        Assert.Equal((status, code), await Bench.Bench.FailAsync(HttpMethod.Get, $"test/fail/{code}"));
        var (_, text) = await Bench.SendAsync(HttpMethod.Get, $"test/fail/{code}?details=more%20of%20it");
        Assert.Equal("more of it", JsonDocument.Parse(text).RootElement.GetProperty("Details").GetString());
    }

    [Fact]
    public async Task Callback_ReturnsAnErrorOfItsOwn_HasItsStatusAndText()
    {
        var (status, text) = await Bench.SendAsync(HttpMethod.Get, "test/own-error");
        Assert.Equal(418, status);
        Assert.Equal("I am a teapot", JsonDocument.Parse(text).RootElement.GetProperty("Message").GetString());
    }

    [Theory]
    [InlineData("redirect", 301, "Location", "../elsewhere")]
    [InlineData("unauthorized", 401, "WWW-Authenticate", "Basic realm=\"My \\\"realm\\\"\"")]
    [InlineData("not-allowed", 405, "Allow", "GET, POST")]
    [InlineData("status?code=202", 202, null, null)]
    [InlineData("status?code=304", 304, null, null)]
    public async Task Answer_StatusAlone_HasItsHeader(string kind, int status, string? header, string? value)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = Bench.Client.BaseAddress };
        using var answer = await client.GetAsync("test/answers/" + kind, Cancellation);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(Cancellation));
        if (header is not null)
            Assert.Equal(value, string.Join(", ", answer.Headers.Concat(answer.Content.Headers).Single(h => h.Key == header).Value));
        Assert.Equal("0", Bench.LastReport("code"));
    }

    [Fact]
    public async Task Answer_StatusWithBody_HasBoth() => Assert.Equal((503, "sorry"), await Bench.SendAsync(HttpMethod.Get, "test/answers/status-body?code=503"));

    [Fact]
    public async Task Answer_StatusThatIsNone_IsRefusedAndNoAnswer()
    {
        Assert.Equal((500, 1), await Bench.Bench.FailAsync(HttpMethod.Get, "test/answers/status?code=99"));
        Assert.Equal("3", Bench.LastReport("code"));
    }

    [Theory]
    [InlineData("x-mine", "its value", 0)]
    [InlineData("x-mine", "a\r\nset-cookie: evil=1", 3)]
    [InlineData("x-mine", "a\nb", 3)]
    [InlineData("x mine", "a", 3)]
    [InlineData("x:mine\r\n", "a", 3)]
    public async Task Header_OfAPlugin_CannotBecomeTwo(string name, string value, int code)
    {
        using var answer = await Bench.Client.GetAsync(
            $"test/answers/headers?name={Uri.EscapeDataString(name)}&value={Uri.EscapeDataString(value)}", Cancellation);
        Assert.Equal(["one=1", "two=2"], answer.Headers.GetValues("Set-Cookie"));
        Assert.Equal(code == 0, answer.Headers.TryGetValues("x-mine", out var values) && values.Single() == value);
        Assert.Equal("done", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(code.ToString(System.Globalization.CultureInfo.InvariantCulture), Bench.LastReport("header"));
        Assert.Equal("6", Bench.LastReport("late-header"));
    }

    [Fact]
    public async Task Answer_Second_IsRefused()
    {
        Assert.Equal("first", await Bench.GetAsync("test/answers/twice"));
        Assert.Equal("6", Bench.LastReport("second"));
    }

    [Fact]
    public async Task Answer_None_IsAnErrorOfThePlugin() => Assert.Equal((500, 1), await Bench.Bench.FailAsync(HttpMethod.Get, "test/answers/silence"));

    [Fact]
    public async Task Answer_Stream_ComesWhole()
    {
        using var answer = await Bench.Client.GetAsync("test/answers/stream", Cancellation);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(string.Concat(Enumerable.Repeat("0123456789", 1000)), await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Answer_Multipart_HasThePartsAndNoneWithBadHeaders()
    {
        using var answer = await Bench.Client.GetAsync("test/answers/multipart", Cancellation);
        var type = answer.Content.Headers.ContentType!;
        Assert.Equal("multipart/related", type.MediaType);
        Assert.Contains(type.Parameters, p => p is { Name: "type", Value: "\"application/dicom\"" });
        var boundary = type.Parameters.Single(static p => p.Name == "boundary").Value;
        Assert.Equal(
            $"--{boundary}\r\nContent-Type: application/dicom\r\nContent-Length: 5\r\nMIME-Version: 1.0\r\n\r\nfirst\r\n"
            + $"--{boundary}\r\nContent-Type: application/octet-stream\r\nContent-Location: /somewhere\r\nContent-Length: 6\r\nMIME-Version: 1.0\r\n\r\nsecond\r\n"
            + $"--{boundary}--\r\n",
            await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("3", Bench.LastReport("item3"));
    }

    [Fact]
    public async Task Answer_AfterItsCallback_IsRefused()
    {
        Assert.Equal("kept", await Bench.GetAsync("test/answers/keep"));
        Assert.Equal("tried", await Bench.GetAsync("test/answers/use-kept"));
        Assert.Equal("1", Bench.LastReport("kept"));
        Assert.Equal("35", Bench.LastReport("null"));
    }

    [Fact]
    public async Task Chunked_Post_ReaderGetsTheBodyInPieces()
    {
        var body = new byte[1_000_000];
        Array.Fill(body, (byte)3);
        using var answer = await Bench.Client.PostAsync("test/chunked/x", new ByteArrayContent(body), Cancellation);
        Assert.Equal("1000000 bytes, sum 3000000", await answer.Content.ReadAsStringAsync(Cancellation));
        await Bench.Log.WaitForPluginLineAsync("closed=1");
        Assert.Equal("1", Bench.LastReport("closed"));
        using var refused = await Bench.Client.PostAsync("test/chunked/refuse", new ByteArrayContent(body), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Chunked_VerbWithoutFunction_IsNotAllowed()
    {
        using var answer = await Bench.Client.PutAsync("test/chunked/x", new StringContent(""), Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "POST"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task Calls_ShortForms_AnswerBodiesAndCodes()
    {
        Assert.Equal("method=1\nuri=/test/echo/a/x\ngroup=a\ngroup=x\nheader=x-header\nis=its value\nbody=", await Bench.GetAsync("test/short"));
        Assert.Equal(
            ["0", "17", "12", "17", "0", "0", "8", "17", "0"],
            new[] { "get", "get-nothing", "get-relative", "get-own", "get-own-after", "post", "post-garbage", "delete", "get2" }.Select(Bench.LastReport));
    }

    [Fact]
    public async Task Call_AnyError_IsAnAnswerWithStatusAndBody()
    {
        var text = await Bench.GetAsync("test/call?uri=/studies/nothing");
        Assert.Contains("status=404\n", text, StringComparison.Ordinal);
        Assert.Contains("\"content-type\":\"application/json; charset=utf-8\"", text, StringComparison.Ordinal);
        Assert.Contains("\"OrthancStatus\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_PostInstance_StoresItAsAPlugins()
    {
        using var answer = await Bench.Client.PostAsync("test/call?uri=/instances", new ByteArrayContent(RestBench.FileOf(RestBench.Instance("P", 1, 1, 1))), Cancellation);
        Assert.Contains("\"Status\": \"Success\"", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        var id = RestBench.Texts(await Bench.Bench.GetAsync("instances")).Single();
        Assert.Equal("Plugins", await Bench.GetAsync($"instances/{id}/metadata/Origin"));
    }

    [Fact]
    public async Task Call_OfItselfWithinItsLock_DoesNotWaitForItself()
    {
        Assert.Equal("bottom", await Bench.GetAsync("test/nested/5"));
        Assert.NotEqual(200, (await Bench.SendAsync(HttpMethod.Get, "test/nested/40")).Status);
        Assert.Equal("bottom", await Bench.GetAsync("test/nested/0"));
    }

    [Fact]
    public void Call_WhileInitialising_FindsNoDatabase()
    {
        Assert.Equal("2038", Bench.LastReport("early"));
        Assert.Equal("3", Bench.LastReport("bad-expression"));
        Assert.Equal("35", Bench.LastReport("null-callback"));
    }

    [Fact]
    public async Task Callback_Hangs_OtherRequestsGoOn()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var hanging = Bench.Client.GetAsync("test/hang", leaving.Token);
        await Bench.Log.WaitForPluginLineAsync("hanging=1");
        Assert.Equal("plain", await Bench.GetAsync("test/plain"));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        Assert.Equal("plain", await Bench.GetAsync("test/plain"));
        await File.WriteAllTextAsync(Bench.Gate, "", Cancellation);
        await Bench.Log.WaitForPluginLineAsync("late-answer=1");
    }

    [Fact]
    public async Task Image_Grey16_IsPng()
    {
        using var answer = await Bench.Client.GetAsync("test/answers/png", Cancellation);
        Assert.Equal("image/png", answer.Content.Headers.ContentType?.ToString());
        var png = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Assert.Equal([0, 0, 0, 3, 0, 0, 0, 2, 16, 0], png[16..26]);
        var length = (png[33] << 24) | (png[34] << 16) | (png[35] << 8) | png[36];
        using var rows = new System.IO.Compression.ZLibStream(new MemoryStream(png, 41, length), System.IO.Compression.CompressionMode.Decompress);
        var pixels = new byte[14];
        rows.ReadExactly(pixels);
        Assert.Equal([0, 0, 0, 3, 0xE8, 0xFF, 0xFF, 0, 0, 0, 0xEA, 0x60, 0, 7], pixels);
    }

    [Fact]
    public async Task Image_Rgb_IsPng()
    {
        var png = await Bench.Client.GetByteArrayAsync("test/answers/png-alone", Cancellation);
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 2, 8, 2], png[16..26]);
        var length = (png[33] << 24) | (png[34] << 16) | (png[35] << 8) | png[36];
        using var rows = new System.IO.Compression.ZLibStream(new MemoryStream(png, 41, length), System.IO.Compression.CompressionMode.Decompress);
        var pixels = new byte[8];
        rows.ReadExactly(pixels);
        Assert.Equal([0, 1, 2, 3, 0, 4, 5, 6], pixels);
    }

    [Fact]
    public async Task Calls_ThatChangeSomething_AskPluginsOnlyWhenToldTo()
    {
        Assert.Equal(
            "method=3\nuri=/test/echo/a/x\ngroup=a\ngroup=x\nbody=a body\nmethod=2\nuri=/test/echo/a/x\ngroup=a\ngroup=x\nbody=a body",
            await Bench.GetAsync("test/changing"));
        Assert.Equal(
            ["0", "0", "17", "0", "17", "0", "17", "0"],
            new[] { "put", "delete-put", "put-own", "put-own-after", "post-own", "post-own-after", "delete-own", "delete-own-after" }.Select(Bench.LastReport));
    }
}
