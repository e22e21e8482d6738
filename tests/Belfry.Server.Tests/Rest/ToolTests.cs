using Belfry.Dicom;
using Microsoft.Extensions.Logging;

namespace Belfry.Server.Tests;

/// <summary>Groups M and Q of the REST surface: settings that change while the server runs, peers, and odds and ends.</summary>
public sealed class ToolTests
{
    private static readonly HttpMethod _put = HttpMethod.Put;

    [Fact]
    public async Task DefaultEncoding_Changed_CountsForWhatComesNow()
    {
        await using var bench = await RestBench.StartAsync();
        Assert.Equal((200, "Latin1"), await bench.SendAsync(HttpMethod.Get, "tools/default-encoding"));
        Assert.Equal((200, "Cyrillic"), await bench.SendAsync(_put, "tools/default-encoding", "Cyrillic"));
        Assert.Equal((200, "Cyrillic"), await bench.SendAsync(HttpMethod.Get, "tools/default-encoding"));
        Assert.Equal((400, 3), await bench.FailAsync(_put, "tools/default-encoding", "Klingon"));

        // 0xB8 is ISO 8859-5's "И", and a cedilla in Latin-1.
        var data = RestBench.Instance("P1", 1, 1, 1);
        data.Remove(Tags.SpecificCharacterSet);
        data.Set(Tags.PatientName, "P1");
        data.Set(Tags.StudyDescription, "??");
        var file = RestBench.FileOf(data);
        var at = file.AsSpan().IndexOf("??"u8);
        (file[at], file[at + 1]) = (0xB8, 0xB8);
        await bench.UploadAsync(file);
        Assert.Equal("ИИ", (await bench.GetAsync("studies?expand"))[0].GetProperty("MainDicomTags").GetProperty("StudyDescription").GetString());
        Assert.Equal(1, (await bench.PostAsync("tools/find", """{ "Level" : "Study", "Query" : { "StudyDescription" : "ИИ" } }""")).GetArrayLength());
    }

    [Fact]
    public async Task AcceptedTransferSyntaxesAndClasses_Changed_CountForNewAssociations()
    {
        await using var both = await PeerBench.StartAsync();
        var id = (await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString() ?? "";

        Assert.Equal(0, (await PutJsonAsync(both.Peer, "tools/accepted-transfer-syntaxes", "1.2.3.*")).GetArrayLength());
        Assert.Equal(500, (await both.Bench.SendAsync(HttpMethod.Post, "modalities/peer/store", id)).Status);
        Assert.Equal(["1.2.840.10008.1.2", "1.2.840.10008.1.2.1"], RestBench.Texts(
            await PutJsonAsync(both.Peer, "tools/accepted-transfer-syntaxes", """["1.2.840.10008.1.2", "1.2.840.10008.1.2.1"]""")));
        Assert.Equal(["1.2.840.10008.1.2", "1.2.840.10008.1.2.1"], RestBench.Texts(await both.Peer.GetAsync("tools/accepted-transfer-syntaxes")));
        Assert.Equal(200, (await both.Bench.SendAsync(HttpMethod.Post, "modalities/peer/store", id)).Status);
        Assert.Equal((400, 15), await both.Peer.FailAsync(_put, "tools/accepted-transfer-syntaxes", "[5]"));

        Assert.Equal((200, "0"), await both.Peer.SendAsync(HttpMethod.Get, "tools/unknown-sop-class-accepted"));
        var odd = RestBench.Instance("P2", 2, 1, 1);
        odd.Set(Tags.SOPClassUID, "1.2.3.4.5");
        var oddId = (await both.Bench.UploadAsync(odd)).GetProperty("ID").GetString() ?? "";
        Assert.NotEqual(200, (await both.Bench.SendAsync(HttpMethod.Post, "modalities/peer/store", oddId)).Status);
        Assert.Equal((200, ""), await both.Peer.SendAsync(_put, "tools/unknown-sop-class-accepted", "true"));
        Assert.Equal(200, (await both.Bench.SendAsync(HttpMethod.Post, "modalities/peer/store", oddId)).Status);
        Assert.Equal((400, 15), await both.Peer.FailAsync(_put, "tools/unknown-sop-class-accepted", "perhaps"));
    }

    [Fact]
    public async Task LogLevels_Changed_AreShown()
    {
        await using var bench = await RestBench.StartAsync();
        Assert.Equal((200, "default"), await bench.SendAsync(HttpMethod.Get, "tools/log-level"));
        Assert.Equal((200, ""), await bench.SendAsync(_put, "tools/log-level", "verbose"));
        Assert.Equal((200, ""), await bench.SendAsync(_put, "tools/log-level-dicom", "trace"));
        Assert.Equal((200, "verbose"), await bench.SendAsync(HttpMethod.Get, "tools/log-level"));
        Assert.Equal((200, "trace"), await bench.SendAsync(HttpMethod.Get, "tools/log-level-dicom"));
        Assert.Equal((400, 3), await bench.FailAsync(_put, "tools/log-level-http", "loud"));
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, "tools/log-level-nothing"));
    }

    [Fact]
    public void LogParts_Changed_WriteMoreAtOnce()
    {
        var parts = new Server.Logging.LogParts(LogLevel.Information);
        var dicom = parts.Of("Belfry.Network.Association");
        Assert.Equal(LogLevel.Information, dicom.Least);
        Assert.True(parts.TrySet("dicom", "trace"));
        Assert.Equal((LogLevel.Trace, LogLevel.Information), (dicom.Least, parts.Of("Belfry.Archive").Least));
        Assert.True(parts.TrySet(null, "default"));
        Assert.Equal(LogLevel.Information, dicom.Least);
    }

    [Fact]
    public async Task Peers_PutAndDeleted_AreShownWithoutTheirSecrets()
    {
        await using var bench = await RestBench.StartAsync(""", "OrthancPeers" : { "own" : ["http://192.0.2.1:8042", "alice", "secret"] }""");
        Assert.Equal((200, ""), await bench.SendAsync(_put, "peers/new", """{ "Url" : "https://pacs.example/orthanc/", "Timeout" : 9, "HttpHeaders" : { "Token" : "secret" } }"""));
        Assert.Equal(["new", "own"], RestBench.Texts(await bench.GetAsync("peers")));
        var (_, text) = await bench.SendAsync(HttpMethod.Get, "peers?expand");
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.Contains("http://192.0.2.1:8042/", text, StringComparison.Ordinal);
        Assert.Equal(9, (await bench.GetAsync("peers/new/configuration")).GetProperty("Timeout").GetInt32());
        Assert.Equal(["configuration", "store", "store-straight", "system"], RestBench.Texts(await bench.GetAsync("peers/own")));
        Assert.Equal((200, ""), await bench.SendAsync(HttpMethod.Delete, "peers/own"));
        Assert.Equal((404, 7), await bench.FailAsync(HttpMethod.Delete, "peers/own"));
        Assert.Equal((404, 0), await bench.FailAsync(HttpMethod.Get, "peers/own"));
        foreach (var wrong in (string[])["nothing", "5", "[]", "[\"file:///etc/passwd\"]", "{ }"])
            Assert.Equal((wrong, (400, 15)), (wrong, await bench.FailAsync(_put, "peers/wrong", wrong)));
    }

    [Fact]
    public async Task OddsAndEnds_AreThere()
    {
        await using var bench = await RestBench.StartAsync();
        Assert.Equal((403, 45), await bench.FailAsync(HttpMethod.Post, "tools/execute-script", "print(1)"));
        Assert.Equal((200, ""), await bench.SendAsync(HttpMethod.Post, "tools/invalidate-tags", ""));
        var (_, conformance) = await bench.SendAsync(HttpMethod.Get, "tools/dicom-conformance");
        Assert.True(conformance.Length > 1000);
        Assert.Contains("CT Image Storage | 1.2.840.10008.5.1.4.1.1.2", conformance, StringComparison.Ordinal);
        var tools = await bench.IdsAsync("tools");
        foreach (var name in (string[])["now", "dicom-conformance", "invalidate-tags", "find", "default-encoding", "log-level-http"])
            Assert.Contains(name, tools);
        Assert.Equal((200, "1"), await bench.SendAsync(HttpMethod.Get, "tools/metrics"));
        foreach (var (verb, path) in (IEnumerable<(HttpMethod, string)>)[(_put, "tools/metrics"), (HttpMethod.Post, "tools/reset"), (HttpMethod.Post, "tools/shutdown")])
            Assert.Equal((path, (501, 2)), (path, await bench.FailAsync(verb, path, "0")));
        var (_, uid) = await bench.SendAsync(HttpMethod.Get, "tools/generate-uid?level=series");
        Assert.StartsWith("2.25.", uid, StringComparison.Ordinal);
        Assert.NotEqual(uid, (await bench.SendAsync(HttpMethod.Get, "tools/generate-uid?level=series")).Text);
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, "tools/generate-uid?level=galaxy"));
        Assert.Equal(["explorer.js"], await bench.IdsAsync("plugins"));
        Assert.Equal(200, (await bench.SendAsync(HttpMethod.Get, "plugins/explorer.js")).Status);
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, "plugins/nothing"));
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        Assert.Equal((200, ""), await bench.SendAsync(
            HttpMethod.Post, "tools/bulk-delete", $$"""{ "Resources" : ["{{(await bench.IdsAsync("series"))[0]}}", "{{(await bench.IdsAsync("patients"))[0]}}", "nothing"] }"""));
        Assert.Empty(await bench.IdsAsync("patients"));

        await using var scripts = await RestBench.StartAsync(""", "ExecuteLuaEnabled" : true""");
        Assert.Equal((501, 2), await scripts.FailAsync(HttpMethod.Post, "tools/execute-script", "print(1)"));
    }

    private static async Task<System.Text.Json.JsonElement> PutJsonAsync(RestBench bench, string path, string body)
    {
        var (status, text) = await bench.SendAsync(_put, path, body);
        Assert.True(status == 200, text);
        return System.Text.Json.JsonDocument.Parse(text).RootElement;
    }
}
