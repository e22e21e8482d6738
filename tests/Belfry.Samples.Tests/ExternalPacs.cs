using Belfry.Conformance;
using Belfry.Dicom;
using Belfry.Server.Tests;
using Belfry.TestKit;

[assembly: AssemblyFixture(typeof(Belfry.Samples.Tests.ExternalPacs))]

namespace Belfry.Samples.Tests;

/// <summary>DCMTK's archive with a study of two series, started when the first test asks for it.</summary>
public sealed class ExternalPacs : IAsyncLifetime
{
    /// <summary>Its AE title.</summary>
    public const string Title = "ARCHIVE";

    /// <summary>The study that it has.</summary>
    public const string Study = "1.2.826.0.1.3680043.10.1500.1";

    private readonly TemporaryFolder _folder = new();
    private readonly SemaphoreSlim _turn = new(1);
    private ForeignServer? _server;

    /// <summary>The instances that it has, of two series.</summary>
    public static IReadOnlyList<string> Instances { get; } = [$"{Study}.1.1", $"{Study}.1.2", $"{Study}.2.1"];

    /// <summary>The files that were sent to it.</summary>
    public string Files => Path.Combine(_folder.Path, "files");

    private int Port { get; set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Its entry in <c>DicomModalities</c>.</summary>
    public async Task<string> EntryAsync()
    {
        await _turn.WaitAsync(Token);
        try
        {
            if (_server is null)
                await StartAsync();
        }
        finally
        {
            _turn.Release();
        }

        return $"[ \"{Title}\", \"127.0.0.1\", {Port} ]";
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
        _turn.Dispose();
    }

    /// <summary>Writes an instance as a file.</summary>
    public static Task WriteAsync(string folder, string uid, DicomUid? sopClass = null) => File.WriteAllBytesAsync(
        Path.Combine(folder, uid + ".dcm"), new DicomFile(Make(uid, sopClass ?? Uids.CTImageStorage), TransferSyntax.ExplicitVRLittleEndian).ToBytes(), Token);

    private static DicomDataSet Make(string uid, DicomUid sopClass)
    {
        var image = new DicomDataSet
        {
            { Tags.SOPClassUID, sopClass },
            { Tags.SOPInstanceUID, uid },
            { Tags.StudyDate, "20260701" },
            { Tags.StudyTime, "080000" },
            { Tags.AccessionNumber, "A1" },
            { Tags.Modality, "CT" },
            { Tags.PatientName, "Adler^Anna" },
            { Tags.PatientID, "P1" },
            { Tags.StudyInstanceUID, Study },
            { Tags.SeriesInstanceUID, uid[..uid.LastIndexOf('.')] },
            { Tags.StudyID, "1" },
            { Tags.SeriesNumber, 1 },
            { Tags.InstanceNumber, 1 },
            { Tags.Rows, 8 },
            { Tags.Columns, 8 },
            { Tags.BitsAllocated, 8 },
        };
        image.Set(Tags.PixelData, VR.OB, new byte[64]);
        return image;
    }

    private async Task StartAsync()
    {
        Port = FreePort.Take();
        var data = Directory.CreateDirectory(Path.Combine(_folder.Path, "data"));
        var configuration = Path.Combine(_folder.Path, "dcmqrscp.cfg");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            NetworkTCPPort  = {Port}
            MaxPDUSize      = 16384
            MaxAssociations = 16
            HostTable BEGIN
            HostTable END
            VendorTable BEGIN
            VendorTable END
            AETable BEGIN
            {Title}  {data.FullName}  RW (200, 1024mb)  ANY
            AETable END

            """,
            Token);
        var server = ForeignServer.Start("dcmqrscp", "-c", configuration, $"{Port}");
        await server.WaitForPortAsync(Port, Token);
        Directory.CreateDirectory(Files);
        foreach (var uid in Instances)
            await WriteAsync(Files, uid);
        var (code, output) = await ForeignTool.RunAsync("storescu", "-aec", Title, "+sd", "127.0.0.1", $"{Port}", Files);
        Assert.True(code == 0, output);
        _server = server;
    }
}
