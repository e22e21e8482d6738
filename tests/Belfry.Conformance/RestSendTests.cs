using System.Text;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Server.Tests;
using Belfry.TestKit;

namespace Belfry.Conformance;

/// <summary>What REST asks of other DICOM implementations, and REST as <c>curl</c> uses it.</summary>
public sealed class RestSendTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _scpPort = FreePort.Take();
    private TestServer? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Url => $"http://127.0.0.1:{_server?.HttpPort}";

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(
            $$"""{ "StorageDirectory" : "storage", "DicomAlwaysAllowMove" : true, "DicomModalities" : { "scp" : [ "SCP", "127.0.0.1", {{_scpPort}} ] } }""", _folder.Path, Token);
        for (var i = 1; i <= 3; i++)
            await File.WriteAllBytesAsync(Path.Combine(_folder.Path, $"{i}.dcm"), new DicomFile(Make(i), TransferSyntax.ExplicitVRLittleEndian).ToBytes(), Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Store_ToStoreScp_ArrivesAsItWasUploaded()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "received"));
        await using var scp = ForeignServer.Start("storescp", "-od", folder.FullName, "-aet", "SCP", $"{_scpPort}");
        await scp.WaitForPortAsync(_scpPort, Token);
        await UploadAllAsync();
        var study = JsonDocument.Parse(await CurlAsync($"{Url}/studies")).RootElement[0].GetString();

        var content = JsonDocument.Parse(await CurlAsync($"{Url}/modalities/scp/store", "-d", study ?? "")).RootElement;
        Assert.Equal((3, 0), (content.GetProperty("InstancesCount").GetInt32(), content.GetProperty("FailedInstancesCount").GetInt32()));
        Assert.Equal(3, folder.GetFiles().Length);
        Assert.Equal("{}", await CurlAsync($"{Url}/modalities/scp/echo", "-d", ""));
        var straight = JsonDocument.Parse(await CurlAsync($"{Url}/modalities/scp/store-straight", "--data-binary", "@" + Path.Combine(_folder.Path, "1.dcm"))).RootElement;
        Assert.Equal("1.2.826.1.1.1", straight.GetProperty("SOPInstanceUID").GetString());
    }

    [Fact]
    public async Task MoveScu_ToAModalityThatWasPut_SendsThere()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "moved"));
        var port = FreePort.Take();
        await using var scp = ForeignServer.Start("storescp", "-od", folder.FullName, "-aet", "LATER", $"{port}");
        await scp.WaitForPortAsync(port, Token);
        await UploadAllAsync();
        await CurlAsync($"{Url}/modalities/later", "-X", "PUT", "-d", $"[\"LATER\", \"127.0.0.1\", {port}]");

        var (code, output) = await ForeignTool.RunAsync(
            "movescu", "-S", "-aec", "ORTHANC", "-aem", "LATER", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=1.2.826.1", "127.0.0.1", $"{_server?.DicomPort}");
        Assert.True(code == 0, output);
        Assert.Equal(3, folder.GetFiles().Length);
    }

    [Fact]
    public async Task DcmQrScp_QueriedAndRetrieved_SendsToTheServer()
    {
        Assert.SkipUnless(ForeignTool.Find("dcmqrscp") is not null, "dcmqrscp is not installed");
        var area = Directory.CreateDirectory(Path.Combine(_folder.Path, "area"));
        var configuration = Path.Combine(_folder.Path, "dcmqrscp.cfg");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            NetworkTCPPort = {_scpPort}
            MaxPDUSize = 16384
            MaxAssociations = 16
            HostTable BEGIN
            belfry = (ORTHANC, 127.0.0.1, {_server?.DicomPort})
            HostTable END
            VendorTable BEGIN
            VendorTable END
            AETable BEGIN
            SCP {area.FullName} RW (200, 1024mb) ANY
            AETable END
            """,
            Encoding.ASCII,
            Token);
        await using var archive = ForeignServer.Start("dcmqrscp", "-c", configuration, $"{_scpPort}");
        await archive.WaitForPortAsync(_scpPort, Token);
        var (code, output) = await ForeignTool.RunAsync("storescu", "-aec", "SCP", "127.0.0.1", $"{_scpPort}", Path.Combine(_folder.Path, "1.dcm"), Path.Combine(_folder.Path, "2.dcm"));
        Assert.True(code == 0, output);

        foreach (var method in (string[])["C-MOVE", "C-GET"])
        {
            var query = JsonDocument.Parse(await CurlAsync($"{Url}/modalities/scp/query", "-d", """{ "Level" : "Study", "Query" : { "PatientID" : "P1" } }""")).RootElement;
            var content = JsonDocument.Parse(await CurlAsync(
                $"{Url}{query.GetProperty("Path").GetString()}/retrieve", "-d", $$"""{ "RetrieveMethod" : "{{method}}" }""")).RootElement;
            Assert.Equal("SCP", content.GetProperty("RemoteAet").GetString());
            var ids = JsonDocument.Parse(await CurlAsync($"{Url}/instances")).RootElement;
            Assert.Equal((method, 2), (method, ids.GetArrayLength()));
            await CurlAsync($"{Url}/patients/{JsonDocument.Parse(await CurlAsync($"{Url}/patients")).RootElement[0].GetString()}", "-X", "DELETE");
        }
    }

    [Fact]
    public async Task Curl_TheUsualWay_IsUnderstood()
    {
        await UploadAllAsync();
        var id = JsonDocument.Parse(await CurlAsync($"{Url}//instances/")).RootElement[0].GetString();
        Assert.Equal("1.2.826.1.1.1", (await CurlAsync($"{Url}/instances/{id}/content/SOPInstanceUID")).TrimEnd('\0'));
        Assert.Equal("", await CurlAsync($"{Url}/instances/{id}/metadata/1024", "-X", "PUT", "-H", "Expect:", "-d", "hello"));
        Assert.Equal("hello", await CurlAsync($"{Url}/instances/{id}/metadata/1024"));
        Assert.Equal("", await CurlAsync($"{Url}/instances/{id}/labels/seen?_method=PUT"));
        Assert.Contains("seen", await CurlAsync($"{Url}/tools/labels"), StringComparison.Ordinal);
        Assert.Contains("\"OrthancStatus\": 17", await CurlAsync($"{Url}/studies/../../etc/passwd", "--path-as-is"), StringComparison.Ordinal);
        Assert.Contains("\"OrthancStatus\": 8", await CurlAsync($"{Url}/tools/find", "-d", "{"), StringComparison.Ordinal);
        var form = await CurlAsync($"{Url}/instances", "-F", "files=@" + Path.Combine(_folder.Path, "1.dcm"));
        Assert.Contains("AlreadyStored", form, StringComparison.Ordinal);
        Assert.Equal("405", await CurlAsync($"{Url}/system", "-X", "PUT", "-o", Path.Combine(_folder.Path, "none"), "-w", "%{http_code}"));
    }

    private async Task UploadAllAsync()
    {
        for (var i = 1; i <= 3; i++)
            Assert.Contains("Success", await CurlAsync($"{Url}/instances", "--data-binary", "@" + Path.Combine(_folder.Path, $"{i}.dcm")), StringComparison.Ordinal);
    }

    private static async Task<string> CurlAsync(string url, params string[] arguments)
    {
        var (code, output) = await ForeignTool.RunAsync("curl", ["-s", "-S", .. arguments, url]);
        Assert.True(code == 0, output);
        return output;
    }

    private static DicomDataSet Make(int number) => new()
    {
        { Tags.SOPClassUID, Uids.SecondaryCaptureImageStorage },
        { Tags.SOPInstanceUID, $"1.2.826.1.1.{number}" },
        { Tags.StudyDate, "20260101" },
        { Tags.StudyTime, "120000" },
        { Tags.AccessionNumber, "A1" },
        { Tags.PatientName, "Test^One" },
        { Tags.PatientID, "P1" },
        { Tags.StudyInstanceUID, "1.2.826.1" },
        { Tags.SeriesInstanceUID, "1.2.826.1.1" },
        { Tags.StudyID, "S1" },
        { Tags.SeriesNumber, 1 },
        { Tags.InstanceNumber, number },
        { Tags.Modality, "OT" },
    };
}
