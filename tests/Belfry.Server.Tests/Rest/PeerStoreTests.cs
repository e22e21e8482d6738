using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.TestKit;

namespace Belfry.Server.Tests;

/// <summary>Resources are sent to another server by HTTP.</summary>
public sealed class PeerStoreTests
{
    private static readonly HttpMethod _post = HttpMethod.Post;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("studies", "{0}", false)]
    [InlineData("series", "[\"{0}\"]", false)]
    [InlineData("patients", "{{ \"Resources\" : [\"{0}\"], \"Compress\" : true }}", true)]
    public async Task Store_EachFormOfTheBody_SendsAllInstances(string level, string body, bool isCompressed)
    {
        await using var peer = await RestBench.StartAsync();
        await using var bench = await StartAsync(peer, more: """, "LogExportedResources" : true""");
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 2));
        var id = (await bench.IdsAsync(level))[0];

        var content = await bench.PostAsync("peers/other/store", string.Format(System.Globalization.CultureInfo.InvariantCulture, body, id));

        Assert.Equal((await bench.IdsAsync("instances")).Order(), (await peer.IdsAsync("instances")).Order());
        Assert.Equal((isCompressed, "REST API", 0, 2), (
            content.GetProperty("Compress").GetBoolean(), content.GetProperty("Description").GetString(),
            content.GetProperty("FailedInstancesCount").GetInt32(), content.GetProperty("InstancesCount").GetInt32()));
        Assert.Equal([id], RestBench.Texts(content.GetProperty("ParentResources")));
        Assert.Equal(["Compress", "Description", "FailedInstancesCount", "InstancesCount", "ParentResources", "Peer", "Size", "SizeMB"],
            content.EnumerateObject().Select(static member => member.Name));
        var job = (await bench.GetAsync("jobs?expand"))[0];
        Assert.Equal(("OrthancPeerStore", "Success", 100), (job.GetProperty("Type").GetString(), job.GetProperty("State").GetString(), job.GetProperty("Progress").GetInt32()));
        Assert.Equal("other", (await bench.GetAsync("exports")).GetProperty("Exports")[0].GetProperty("RemoteModality").GetString());
    }

    [Fact]
    public async Task Store_NobodyThere_FailsAtOnceAndAsynchronouslyIsTriedAgain()
    {
        await using var bench = await StartAsync(null);
        var id = (await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString();

        Assert.Equal((500, 9), await bench.FailAsync(_post, "peers/other/store", id));
        var submitted = await bench.PostAsync("peers/other/store", $$"""{ "Resources" : ["{{id}}"], "Asynchronous" : true, "Priority" : 2, "UserData" : "mine" }""");
        var job = await WaitForAsync(bench, submitted.GetProperty("ID").GetString() ?? "", "Retry");

        Assert.Equal((9, 2, "mine"), (job.GetProperty("ErrorCode").GetInt32(), job.GetProperty("Priority").GetInt32(), job.GetProperty("UserData").GetString()));
    }

    [Fact]
    public async Task Store_NobodyThereAndPermissive_CountsAlsoWhatWasNotTried()
    {
        await using var bench = await StartAsync(null);
        var study = "";
        for (var number = 1; number <= 5; number++)
            study = (await bench.UploadAsync(RestBench.Instance("P1", 1, 1, number))).GetProperty("ParentStudy").GetString();

        var content = await bench.PostAsync("peers/other/store", $$"""{ "Resources" : ["{{study}}"], "Permissive" : true }""");

        Assert.Equal((5, 5), (content.GetProperty("FailedInstancesCount").GetInt32(), content.GetProperty("InstancesCount").GetInt32()));
    }

    [Fact]
    public async Task Resubmit_AfterThePeerIsThere_SendsWhatDidNotArrive()
    {
        await using var peer = await RestBench.StartAsync();
        await using var bench = await StartAsync(null);
        var id = (await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString();
        Assert.Equal((500, 9), await bench.FailAsync(_post, "peers/other/store", id));
        var job = (await bench.IdsAsync("jobs"))[0];

        await bench.SendAsync(HttpMethod.Put, "peers/other", $$"""["{{peer.Client.BaseAddress}}"]""");
        await bench.PostAsync($"jobs/{job}/resubmit", "");

        Assert.Equal("Success", (await bench.EndOfJobAsync(job)).GetProperty("State").GetString());
        Assert.Equal([id ?? ""], await peer.IdsAsync("instances"));
    }

    [Theory]
    [InlineData("right", true)]
    [InlineData("wrong", false)]
    public async Task Store_APeerWithUsers_NeedsThePassword(string password, bool isStored)
    {
        await using var peer = await RestBench.StartAsync(""", "AuthenticationEnabled" : true, "RegisteredUsers" : { "me" : "right" }""");
        await using var bench = await StartAsync(peer, $$""", "Username" : "me", "Password" : "{{password}}", "HttpHeaders" : { "X-From" : "bench" } """);
        var id = (await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString();

        var (status, text) = await bench.SendAsync(_post, "peers/other/store", id);

        Assert.Equal(isStored ? 200 : 500, status);
        Assert.DoesNotContain(password, text, StringComparison.Ordinal);
        Assert.Equal(isStored, (await bench.SendAsync(HttpMethod.Get, "peers/other/system")).Status == 200);
        Assert.DoesNotContain("bench", (await bench.SendAsync(HttpMethod.Get, "peers?expand")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_ByHttpsWithACertificate_NeedsOneThatIsTrusted()
    {
        using var folder = new TemporaryFolder();
        var server = Write(folder, "server", "CN=localhost");
        var client = Write(folder, "client", "CN=bench");
        File.WriteAllText(Path.Combine(folder.Path, "trusted.pem"), client.ExportCertificatePem());
        await using var peer = await TestServer.StartAsync(
            $$"""
            { "StorageDirectory" : "storage", "SslEnabled" : true, "SslCertificate" : "server.pem", "SslVerifyPeers" : true, "SslTrustedClientCertificates" : "trusted.pem" }
            """, folder.Path, Token);
        var url = $"https://127.0.0.1:{peer.HttpPort}/";
        var pem = JsonEncodedText.Encode(Path.Combine(folder.Path, "client.pem"));
        await using var bench = await RestBench.StartAsync($$"""
            , "HttpsVerifyPeers" : false, "OrthancPeers" : {
                "known" : { "Url" : "{{url}}", "CertificateFile" : "{{pem}}" }, "unknown" : ["{{url}}"], "missing" : { "Url" : "{{url}}", "CertificateFile" : "/nowhere.pem" } }
            """);
        var id = (await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1))).GetProperty("ID").GetString();

        await bench.PostAsync("peers/known/store", id ?? "");
        Assert.Equal((500, 9), await bench.FailAsync(_post, "peers/unknown/store", id));
        Assert.Equal((500, 9), await bench.FailAsync(_post, "peers/missing/store", id));
        server.Dispose();
        client.Dispose();
    }

    [Fact]
    public async Task Store_ServersThatAreNotVerified_AreRefusedByDefault()
    {
        using var folder = new TemporaryFolder();
        using var certificate = Write(folder, "server", "CN=localhost");
        await using var peer = await TestServer.StartAsync(
            """{ "StorageDirectory" : "storage", "SslEnabled" : true, "SslCertificate" : "server.pem" }""", folder.Path, Token);
        await using var bench = await RestBench.StartAsync($$""", "OrthancPeers" : { "other" : ["https://127.0.0.1:{{peer.HttpPort}}/"] }""");
        Assert.Equal((500, 9), await bench.FailAsync(HttpMethod.Get, "peers/other/system"));
    }

    [Fact]
    public async Task StoreStraightAndSystem_OfAPeer_AreItsOwnAnswers()
    {
        await using var peer = await RestBench.StartAsync(""", "Name" : "the other" """);
        await using var bench = await StartAsync(peer);
        using var file = new ByteArrayContent(RestBench.FileOf(RestBench.Instance("P1", 1, 1, 1)));
        using var answer = await bench.Client.PostAsync("peers/other/store-straight", file, Token);

        Assert.Equal("Success", JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("Status").GetString());
        Assert.Single(await peer.IdsAsync("instances"));
        Assert.Empty(await bench.IdsAsync("instances"));
        Assert.Equal("the other", (await bench.GetAsync("peers/other/system")).GetProperty("Name").GetString());
        Assert.Equal(["configuration", "store", "store-straight", "system"], RestBench.Texts(await bench.GetAsync("peers/other")));
        Assert.Equal(["HttpHeaders", "Pkcs11", "Timeout", "Url"],
            (await bench.GetAsync("peers/other/configuration")).EnumerateObject().Select(static member => member.Name));
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.2")]
    [InlineData("1.2.840.10008.1.2.1.99")]
    public async Task Store_Transcode_SendsWhatNeedsNoCodecInThatTransferSyntax(string target)
    {
        await using var peer = await RestBench.StartAsync();
        await using var bench = await StartAsync(peer);
        ushort[] pixels = [.. Enumerable.Range(0, 64).Select(static number => (ushort)(number * 1000))];
        var native = RestBench.Instance("P1", 1, 1, 1);
        native.Set(Tags.BitsAllocated, 16);
        native.Set(Tags.PixelData, VR.OW, MemoryMarshal.AsBytes<ushort>(pixels).ToArray());
        var id = (await bench.UploadAsync(native)).GetProperty("ID").GetString();
        await bench.PostAsync("peers/other/store", $$"""{ "Resources" : ["{{id}}"], "Transcode" : "{{target}}", "Compress" : true }""");

        Assert.Equal(target, await peer.Client.GetStringAsync($"instances/{id}/metadata/TransferSyntax", Token));
        var arrived = DicomFile.Parse(await peer.Client.GetByteArrayAsync($"instances/{id}/file", Token));
        Assert.Equal(native.GetString(Tags.PatientID), arrived.DataSet.GetString(Tags.PatientID));
        var order = await peer.Client.GetByteArrayAsync($"instances/{id}/frames/0/raw", Token);
        if (target == "1.2.840.10008.1.2.2")
            Assert.Equal(pixels.Select(BinaryPrimitives.ReverseEndianness), MemoryMarshal.Cast<byte, ushort>(order).ToArray());
        else
            Assert.Equal(pixels, MemoryMarshal.Cast<byte, ushort>(order).ToArray());
    }

    [Fact]
    public async Task Store_TranscodeOfWhatNeedsACodec_FailsAndSaysWhy()
    {
        await using var peer = await RestBench.StartAsync();
        await using var bench = await StartAsync(peer);
        var encapsulated = RestBench.Instance("P1", 1, 1, 1);
        encapsulated.SetFragments(Tags.PixelData, ReadOnlyMemory<byte>.Empty, [new byte[] { 0xFF, 0xD8, 0xFF, 0xD9 }]);
        var id = (await bench.UploadAsync(new DicomFile(encapsulated, TransferSyntax.Find(new DicomUid("1.2.840.10008.1.2.4.50"))!).ToBytes())).GetProperty("ID").GetString();
        var (status, text) = await SendAsync(bench, $$"""{ "Resources" : ["{{id}}"], "Transcode" : "1.2.840.10008.1.2" }""");
        Assert.Equal(500, status);
        Assert.Contains("needs a codec", text, StringComparison.Ordinal);
        Assert.Empty(await peer.IdsAsync("instances"));
    }

    [Fact]
    public async Task Store_Wrong_GetsItsError()
    {
        (string Name, string Body, int Http, int Code)[] wrong =
        [
            ("nobody", "[]", 404, 17),
            ("other", "nothing", 400, 15),
            ("other", "{ }", 400, 15),
            ("other", "{ \"Resources\" : [], \"Compress\" : 1 }", 400, 15),
            ("other", "{ \"Resources\" : [], \"Transcode\" : \"1.2.840.10008.1.2.4.50\" }", 501, 2),
            ("other", "{ \"Resources\" : [], \"Transcode\" : \"1.2.840.10008.1.1\" }", 400, 8),
            ("other", "{ \"Resources\" : [], \"Transcode\" : \"JPEG\" }", 400, 8),
            ("other", "{ \"Resources\" : [], \"Transcode\" : 1 }", 400, 15),
            ("other", "00000000-00000000-00000000-00000000-00000000", 404, 17),
        ];
        await using var bench = await StartAsync(null);
        foreach (var (name, body, http, code) in wrong)
            Assert.Equal((body, (http, code)), (body, await bench.FailAsync(_post, $"peers/{name}/store", body)));
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, "peers/nobody/system"));
    }

    private static async Task<RestBench> StartAsync(RestBench? peer, string entry = "", string more = "")
    {
        var url = peer?.Client.BaseAddress?.ToString() ?? $"http://127.0.0.1:{FreePort.Take()}/";
        return await RestBench.StartAsync($$""", "OrthancPeers" : { "other" : { "Url" : "{{url}}" {{entry}} } } {{more}}""");
    }

    private static async Task<(int Status, string Text)> SendAsync(RestBench bench, string body)
    {
        using var answer = await bench.Client.PostAsync("peers/other/store", new StringContent(body), Token);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    // Each look is a request of its own.
    private static async Task<JsonElement> WaitForAsync(RestBench bench, string id, string state)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var job = await bench.GetAsync($"jobs/{id}");
            if (job.GetProperty("State").GetString() == state)
                return job;
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    private static X509Certificate2 Write(TemporaryFolder folder, string name, string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        File.WriteAllText(Path.Combine(folder.Path, name + ".pem"), certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }
}
