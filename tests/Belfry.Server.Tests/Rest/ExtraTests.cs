using System.Text;

namespace Belfry.Server.Tests;

/// <summary>Groups N and P of the REST surface: metadata, attachments and labels that clients put beside resources.</summary>
public sealed class ExtraTests
{
    private const string Names = """, "UserMetadata" : { "my-metadata" : 1098 }, "UserContentType" : { "report" : [1200, "text/html"] }""";
    private static readonly HttpMethod _put = HttpMethod.Put;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("patients")]
    [InlineData("studies")]
    [InlineData("series")]
    [InlineData("instances")]
    public async Task Metadata_Put_IsShownAndGoesWithItsResource(string level)
    {
        await using var bench = await RestBench.StartAsync(Names);
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        var path = $"{level}/{(await bench.IdsAsync(level))[0]}";

        Assert.Equal((200, ""), await bench.SendAsync(_put, path + "/metadata/my-metadata", "hello"));
        Assert.Equal((200, ""), await bench.SendAsync(_put, path + "/metadata/1024", "Ä"));
        Assert.Equal((200, "hello"), await bench.SendAsync(HttpMethod.Get, path + "/metadata/1098"));
        var all = await bench.GetAsync(path + "/metadata?expand");
        Assert.Equal(("hello", "Ä"), (all.GetProperty("my-metadata").GetString(), all.GetProperty("1024").GetString()));
        Assert.Contains("1098", RestBench.Texts(await bench.GetAsync(path + "/metadata?numeric")));
        Assert.Equal((403, ""), await bench.SendAsync(_put, path + "/metadata/LastUpdate", "x"));
        Assert.Equal((403, ""), await bench.SendAsync(_put, path + "/metadata/5", "x"));
        Assert.Equal((404, 7), await bench.FailAsync(_put, path + "/metadata/nothing", "x"));
        Assert.Equal((404, 17), await bench.FailAsync(_put, $"{level}/00000000-00000000-00000000-00000000-00000000/metadata/1024", "x"));
        var changes = (await bench.GetAsync("changes?last")).GetProperty("Changes")[0];
        Assert.Equal("UpdatedMetadata", changes.GetProperty("ChangeType").GetString());

        Assert.Equal((200, ""), await bench.SendAsync(HttpMethod.Delete, path + "/metadata/1024"));
        Assert.Equal((404, ""), await bench.SendAsync(HttpMethod.Get, path + "/metadata/1024"));
        await bench.SendAsync(HttpMethod.Delete, path);
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        Assert.Equal((404, ""), await bench.SendAsync(HttpMethod.Get, path + "/metadata/1098"));
    }

    [Fact]
    public async Task Metadata_WithCheckedRevisions_AreChangedByThoseWhoKnowThem()
    {
        await using var bench = await RestBench.StartAsync(Names + """, "CheckRevisions" : true""");
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        var path = $"studies/{(await bench.IdsAsync("studies"))[0]}/metadata/1024";

        var first = await ChangeAsync(bench, _put, path, "one", null);
        Assert.Equal((200, "\"0-f97c5d29941bfb1b2fdab0874906ab82\""), first);
        Assert.Equal((409, 43), await bench.FailAsync(_put, path, "two"));
        Assert.Equal(409, (await ChangeAsync(bench, _put, path, "two", "\"7-f97c5d29941bfb1b2fdab0874906ab82\"")).Status);
        var second = await ChangeAsync(bench, _put, path, "two", first.Tag);
        Assert.Equal(200, second.Status);
        Assert.StartsWith("\"1-", second.Tag, StringComparison.Ordinal);
        Assert.Equal((409, 43), await bench.FailAsync(HttpMethod.Delete, path));
        Assert.Equal(200, (await ChangeAsync(bench, HttpMethod.Delete, path, null, second.Tag.Trim('"'))).Status);
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Delete, path));
    }

    [Fact]
    public async Task Extras_WithARevisionThatIsNamed_AreChangedWhenItIsTheLast()
    {
        await using var bench = await RestBench.StartAsync(Names);
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        var study = $"studies/{(await bench.IdsAsync("studies"))[0]}";
        foreach (var path in (string[])[study + "/metadata/1024", study + "/attachments/1200"])
        {
            var first = await ChangeAsync(bench, _put, path, "one", null);
            var second = await ChangeAsync(bench, _put, path, "two", first.Tag);

            Assert.Equal((200, 200), (first.Status, second.Status));
            Assert.Equal(409, (await ChangeAsync(bench, _put, path, "three", first.Tag)).Status);
            Assert.Equal(409, (await ChangeAsync(bench, HttpMethod.Delete, path, null, first.Tag)).Status);
            Assert.Equal(400, (await ChangeAsync(bench, _put, path, "three", "none")).Status);
            Assert.Equal(200, (await ChangeAsync(bench, _put, path, "three", null)).Status);
        }
    }

    [Fact]
    public async Task Metadata_ThatAreNoText_AreRefused()
    {
        await using var bench = await RestBench.StartAsync(Names);
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        var path = $"studies/{(await bench.IdsAsync("studies"))[0]}/metadata/1024";
        using var answer = await bench.Client.PutAsync(path, new ByteArrayContent([0xFF, 0xFE, 0x41]), Token);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal((404, ""), await bench.SendAsync(HttpMethod.Get, path));
    }

    [Fact]
    public async Task Metadata_OfASeries_TellWhoSentIt()
    {
        await using var both = await PeerBench.StartAsync();
        var id = (await both.Bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString() ?? "";
        await both.Bench.PostAsync("modalities/peer/store", id);

        foreach (var (bench, title) in (IEnumerable<(RestBench, string)>)[(both.Bench, ""), (both.Peer, "BELFRY")])
        {
            var series = (await bench.IdsAsync("series"))[0];
            Assert.Equal((200, title), await bench.SendAsync(HttpMethod.Get, $"series/{series}/metadata/RemoteAET"));
            var bulk = await bench.PostAsync("tools/bulk-content", $$"""{ "Resources" : ["{{series}}"] }""");
            Assert.Equal(title, bulk[0].GetProperty("Metadata").GetProperty("RemoteAET").GetString());
        }
    }

    [Fact]
    public async Task Attachments_PutCompressedAndDeleted_AreWhatTheyWere()
    {
        await using var bench = await RestBench.StartAsync(Names);
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        var path = $"studies/{(await bench.IdsAsync("studies"))[0]}/attachments";
        var text = new string('a', 5000);

        Assert.Equal((200, "{}"), await bench.SendAsync(_put, path + "/report", text));
        Assert.Equal(["report"], await bench.IdsAsync(path));
        Assert.Equal(1200, (await bench.GetAsync(path + "?full")).GetProperty("report").GetInt32());
        Assert.Equal((200, (await bench.GetAsync(path + "/report/info")).GetProperty("Uuid").GetString()), await bench.SendAsync(HttpMethod.Get, path + "/report/uuid"));
        Assert.Equal((404, 7), await bench.FailAsync(HttpMethod.Get, path + "/nothing"));
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, path + "/70000"));
        foreach (var operation in (string[])["compress", "compress", "verify-md5", "uncompress", "compress"])
            Assert.Equal((operation, (200, "{}")), (operation, await bench.SendAsync(HttpMethod.Post, $"{path}/report/{operation}")));
        Assert.Equal((200, text), await bench.SendAsync(HttpMethod.Get, path + "/1200/data"));
        Assert.Equal((200, "1"), await bench.SendAsync(HttpMethod.Get, path + "/report/is-compressed"));
        Assert.Equal((200, "5000"), await bench.SendAsync(HttpMethod.Get, path + "/report/size"));
        var stored = await bench.Client.GetByteArrayAsync(path + "/report/compressed-data", Token);
        Assert.Equal(5000, BitConverter.ToInt64(stored));
        Assert.Equal(AttachmentMd5(Encoding.ASCII.GetBytes(text)), (await bench.SendAsync(HttpMethod.Get, path + "/report/md5")).Text);
        Assert.Equal((stored.Length, 1200), ((await bench.GetAsync(path + "/report/info")).GetProperty("CompressedSize").GetInt32(), (await bench.GetAsync(path + "/report/info")).GetProperty("ContentType").GetInt32()));
        Assert.Equal("UpdatedAttachment", (await bench.GetAsync("changes?last")).GetProperty("Changes")[0].GetProperty("ChangeType").GetString());
        Assert.Equal((403, ""), await bench.SendAsync(_put, path + "/dicom", "x"));
        Assert.Equal((404, 7), await bench.FailAsync(_put, path + "/nothing", "x"));
        Assert.Equal((200, ""), await bench.SendAsync(HttpMethod.Delete, path + "/report"));
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, path + "/report/data"));
    }

    [Fact]
    public async Task DicomAttachment_CompressedAndUncompressed_IsTheSameFile()
    {
        await using var bench = await RestBench.StartAsync();
        var file = RestBench.FileOf(RestBench.Instance("P1", 1, 1, 1));
        var id = (await bench.UploadAsync(file)).GetProperty("ID").GetString();
        var path = $"instances/{id}/attachments/dicom";
        var before = await bench.GetAsync("statistics");

        Assert.Equal((200, "{}"), await bench.SendAsync(HttpMethod.Post, path + "/compress"));
        Assert.Equal((200, "1"), await bench.SendAsync(HttpMethod.Get, path + "/is-compressed"));
        Assert.NotEqual(before.GetProperty("TotalDiskSize").GetString(), (await bench.GetAsync("statistics")).GetProperty("TotalDiskSize").GetString());
        var compressed = await bench.Client.GetByteArrayAsync($"instances/{id}/file", Token);
        Assert.Equal((200, "{}"), await bench.SendAsync(HttpMethod.Post, path + "/verify-md5"));
        Assert.Equal((200, "{}"), await bench.SendAsync(HttpMethod.Post, path + "/uncompress"));
        Assert.Equal((200, "0"), await bench.SendAsync(HttpMethod.Get, path + "/is-compressed"));
        Assert.Equal(compressed, await bench.Client.GetByteArrayAsync($"instances/{id}/file", Token));
        Assert.Equal(before.GetRawText(), (await bench.GetAsync("statistics")).GetRawText());
        Assert.Equal((403, ""), await bench.SendAsync(HttpMethod.Delete, path));
    }

    [Fact]
    public async Task Labels_PutAndDeleted_AreShownAndFound()
    {
        await using var bench = await RestBench.StartAsync(Names);
        foreach (var study in (int[])[1, 2, 3])
            await bench.UploadAsync(RestBench.Instance("P1", study, 1, 1));
        var studies = await bench.IdsAsync("studies");
        foreach (var (study, label) in ((int, string)[])[(0, "a"), (0, "b"), (1, "b")])
            Assert.Equal((200, ""), await bench.SendAsync(_put, $"studies/{studies[study]}/labels/{label}"));

        Assert.Equal(["a", "b"], await bench.IdsAsync($"studies/{studies[0]}/labels"));
        Assert.Equal(["a", "b"], await bench.IdsAsync("tools/labels"));
        Assert.Equal(["a", "b"], RestBench.Texts((await bench.GetAsync($"studies/{studies[0]}")).GetProperty("Labels")));
        Assert.Equal(200, (await bench.SendAsync(HttpMethod.Get, $"studies/{studies[0]}/labels/a")).Status);
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, $"studies/{studies[1]}/labels/a"));
        Assert.Equal((400, 3), await bench.FailAsync(_put, $"studies/{studies[1]}/labels/a%20b"));
        foreach (var (constraint, expected) in ((string, int[])[])[("All", [0]), ("Any", [0, 1]), ("None", [2])])
        {
            var found = await bench.PostAsync("tools/find", $$"""{ "Level" : "Study", "Query" : { }, "Labels" : ["a", "b"], "LabelsConstraint" : "{{constraint}}" }""");
            Assert.Equal(expected.Select(i => studies[i]), RestBench.Texts(found));
        }

        Assert.Equal(2, (await bench.PostAsync("tools/count-resources", """{ "Level" : "Study", "Query" : { }, "Labels" : ["b"] }""")).GetProperty("Count").GetInt32());
        Assert.Equal((400, 3), await bench.FailAsync(HttpMethod.Post, "tools/find", """{ "Level" : "Study", "Query" : { }, "Labels" : ["a"], "LabelsConstraint" : "Some" }"""));
        Assert.Equal((200, ""), await bench.SendAsync(HttpMethod.Delete, $"studies/{studies[0]}/labels/a"));
        Assert.Equal((200, ""), await bench.SendAsync(HttpMethod.Delete, $"studies/{studies[0]}/labels/a"));
        Assert.Equal(["b"], await bench.IdsAsync("tools/labels"));

        await bench.SendAsync(_put, $"studies/{studies[1]}/metadata/my-metadata", "zwei");
        await bench.SendAsync(_put, $"studies/{studies[2]}/metadata/my-metadata", "drei");
        Assert.Equal([studies[1]], RestBench.Texts(await bench.PostAsync("tools/find", """{ "Level" : "Study", "Query" : { }, "MetadataQuery" : { "my-metadata" : "zw*" } }""")));
        Assert.Equal([studies[2], studies[1]], RestBench.Texts(await bench.PostAsync("tools/find", """
            { "Level" : "Study", "Query" : { }, "MetadataQuery" : { "my-metadata" : "*" }, "OrderBy" : [{ "Type" : "Metadata", "Key" : "my-metadata", "Direction" : "ASC" }] }
            """)));
        Assert.Equal((400, 8), await bench.FailAsync(HttpMethod.Post, "tools/find", """{ "Level" : "Study", "Query" : { }, "MetadataQuery" : { "a" : 5 } }"""));
    }

    [Fact]
    public async Task System_TellsWhatIsServed()
    {
        await using var bench = await RestBench.StartAsync(Names + """, "CheckRevisions" : true, "MaximumStorageSize" : 100""");
        var system = await bench.GetAsync("system");
        Assert.Equal((true, true, 1098, 100), (
            system.GetProperty("HasLabels").GetBoolean(), system.GetProperty("CheckRevisions").GetBoolean(),
            system.GetProperty("UserMetadata").GetProperty("my-metadata").GetInt32(), system.GetProperty("MaximumStorageSize").GetInt32()));
        Assert.Contains("0010,0020", system.GetProperty("MainDicomTags").GetProperty("Patient").GetString(), StringComparison.Ordinal);
        Assert.True(system.GetProperty("Capabilities").GetProperty("HasExtendedFind").GetBoolean());
        Assert.Equal(system.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal), system.EnumerateObject().Select(member => member.Name));
    }

    private static async Task<(int Status, string Tag)> ChangeAsync(RestBench bench, HttpMethod method, string path, string? body, string? revision)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        if (revision is not null)
            request.Headers.TryAddWithoutValidation("If-Match", revision);
        using var answer = await bench.Client.SendAsync(request, Token);
        return ((int)answer.StatusCode, answer.Headers.ETag?.ToString() ?? "");
    }

    private static string AttachmentMd5(byte[] bytes)
    {
#pragma warning disable CA5351 // What clients know, not a protection.
        return Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(bytes));
#pragma warning restore CA5351
    }
}
