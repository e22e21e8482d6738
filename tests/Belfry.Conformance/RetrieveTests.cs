using Belfry.Dicom;
using Belfry.Server.Tests;
using Belfry.TestKit;

namespace Belfry.Conformance;

/// <summary>C-STORE, C-MOVE and C-GET as DCMTK's tools see them, with the archive of a whole server.</summary>
public sealed class RetrieveTests : IAsyncLifetime
{
    private const int Instances = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly int _scpPort = FreePort.Take();
    private TestServer? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Port => $"{_server?.DicomPort}";

    public async ValueTask InitializeAsync()
    {
        var sent = Directory.CreateDirectory(Path.Combine(_folder.Path, "sent"));
        for (var i = 1; i <= Instances; i++)
            await File.WriteAllBytesAsync(Path.Combine(sent.FullName, $"{i}.dcm"), new DicomFile(Make(i), TransferSyntax.ExplicitVRLittleEndian).ToBytes());
        _server = await TestServer.StartAsync(
            $$"""
            {
              "StorageDirectory" : "storage", "DicomAlwaysAllowGet" : true, "DicomAlwaysAllowMove" : true,
              "DicomModalities" : { "scp" : [ "STORESCP", "127.0.0.1", {{_scpPort}} ], "nobody" : [ "NOBODY", "127.0.0.1", {{FreePort.Take()}} ] }
            }
            """, _folder.Path, Token);
        var (code, output) = await ForeignTool.RunAsync("storescu", "-aec", "ORTHANC", "+sd", "127.0.0.1", Port, sent.FullName);
        Assert.True(code == 0, output);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("STUDY")]
    [InlineData("SERIES")]
    [InlineData("IMAGE")]
    [Trait("Section", "PS3.4 C.4.3")]
    public async Task GetScu_EachLevel_GetsTheFilesAsTheyWereSent(string level)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "got"));
        var (code, output) = await ForeignTool.RunAsync("getscu", ["-S", "-aec", "ORTHANC", "-od", folder.FullName, .. Keys(level), "127.0.0.1", Port]);
        Assert.True(code == 0, output);
        AssertReceived(folder, level == "IMAGE" ? 1 : Instances);
    }

    [Theory]
    [InlineData("-P")]
    [InlineData("-S")]
    [Trait("Section", "PS3.4 C.4.2")]
    public async Task MoveScu_ToStoreScp_SendsTheFilesAsTheyWereSent(string model)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "moved"));
        await using var scp = ForeignServer.Start("storescp", "-od", folder.FullName, "-aet", "STORESCP", $"{_scpPort}");
        await scp.WaitForPortAsync(_scpPort, Token);
        var (code, output) = await ForeignTool.RunAsync(
            "movescu", ["-d", model, "-aec", "ORTHANC", "-aem", "STORESCP", .. Keys("STUDY"), "127.0.0.1", Port]);
        Assert.True(code == 0, output);
        Assert.Matches($@"Completed Suboperations\s*: {Instances}\b", output);
        AssertReceived(folder, Instances);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2.1.5")]
    public async Task MoveScu_UnknownDestination_IsToldSo()
    {
        var (code, output) = await ForeignTool.RunAsync("movescu", ["-v", "-S", "-aec", "ORTHANC", "-aem", "WHO", .. Keys("STUDY"), "127.0.0.1", Port]);
        Assert.NotEqual(0, code);
        Assert.Matches("(?i)Move ?Destination ?Unknown", output);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2.1.5")]
    public async Task MoveScu_DestinationThatIsNotThere_EndsWithAllFailed()
    {
        var (code, output) = await ForeignTool.RunAsync("movescu", ["-d", "-S", "-aec", "ORTHANC", "-aem", "NOBODY", .. Keys("STUDY"), "127.0.0.1", Port]);
        Assert.NotEqual(0, code);
        Assert.Matches($@"Failed Suboperations\s*: {Instances}\b", output);
    }

    [Fact]
    public async Task StoreScp_CalledByTheToolForAFolder_TakesTheFiles()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "stored"));
        await using var scp = ForeignServer.Start("storescp", "-od", folder.FullName, "-aet", "STORESCP", $"{_scpPort}");
        await scp.WaitForPortAsync(_scpPort, Token);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await Cli.Tool.RunAsync(
            Cli.Tool.Create(), ["store", $"STORESCP@127.0.0.1:{_scpPort}", Path.Combine(_folder.Path, "sent")], output, errors, cancellation: Token);
        Assert.True(code == 0, errors.ToString());
        Assert.Equal($"{Instances} stored", output.ToString().TrimEnd());
        AssertReceived(folder, Instances);
    }

    private static string[] Keys(string level) => level switch
    {
        "STUDY" => ["-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=1.2.3"],
        "SERIES" => ["-k", "QueryRetrieveLevel=SERIES", "-k", "StudyInstanceUID=1.2.3", "-k", "SeriesInstanceUID=1.2.3.4"],
        _ => ["-k", "QueryRetrieveLevel=IMAGE", "-k", "StudyInstanceUID=1.2.3", "-k", "SeriesInstanceUID=1.2.3.4", "-k", "SOPInstanceUID=1.2.3.4.1"],
    };

    private static void AssertReceived(DirectoryInfo folder, int count)
    {
        var received = folder.GetFiles().Select(file => DicomFile.Open(file.FullName)).ToDictionary(file => (int)(file.DataSet.GetInteger(Tags.InstanceNumber) ?? 0));
        Assert.Equal(Enumerable.Range(1, count), received.Keys.Order());
        foreach (var (number, file) in received)
            Assert.Equal(Make(number).ToBytes(TransferSyntax.ExplicitVRLittleEndian), file.DataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
    }

    private static DicomDataSet Make(int number)
    {
        var dataSet = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.SecondaryCaptureImageStorage },
            { Tags.SOPInstanceUID, $"1.2.3.4.{number}" },
            { Tags.Modality, "OT" },
            { Tags.PatientName, "Doe^Jane" },
            { Tags.PatientID, "P1" },
            { Tags.StudyInstanceUID, "1.2.3" },
            { Tags.SeriesInstanceUID, "1.2.3.4" },
            { Tags.InstanceNumber, number },
            { Tags.Rows, 64 },
            { Tags.Columns, 64 },
            { Tags.BitsAllocated, 8 },
        };
        var pixels = new byte[64 * 64];
        pixels.AsSpan().Fill((byte)number);
        dataSet.Set(Tags.PixelData, VR.OB, pixels);
        return dataSet;
    }
}
