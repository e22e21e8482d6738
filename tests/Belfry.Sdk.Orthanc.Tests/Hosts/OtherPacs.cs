using Belfry.Conformance;
using Belfry.Dicom;
using Belfry.Server.Tests;

namespace Belfry.Sdk.Orthanc.Tests.Hosts;

/// <summary>Another archive, for samples that ask one: a Belfry with the study 1.2.3.</summary>
internal sealed class OtherPacs : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private TestServer? _server;

    private OtherPacs()
    {
    }

    public int Port => _server?.DicomPort ?? 0;

    public static async Task<OtherPacs> StartAsync()
    {
        var pacs = new OtherPacs();
        try
        {
            pacs._server = await TestServer.StartAsync(
                """{ "DicomAlwaysAllowFind" : true, "DicomAlwaysAllowGet" : true, "StorageDirectory" : "storage" }""", pacs._folder.Path, CancellationToken.None);
            var files = Directory.CreateDirectory(Path.Combine(pacs._folder.Path, "files")).FullName;
            foreach (var (number, sopClass) in ((int, DicomUid)[])[(2, Uids.CTImageStorage), (4, Uids.CTImageStorage), (7, Uids.MRImageStorage)])
                await File.WriteAllBytesAsync(Path.Combine(files, $"{number}.dcm"), new DicomFile(Make(number, sopClass), TransferSyntax.ExplicitVRLittleEndian).ToBytes());
            var (code, output) = await ForeignTool.RunAsync("storescu", "-aec", "ORTHANC", "+sd", "127.0.0.1", $"{pacs.Port}", files);
            Assert.True(code == 0, output);
            return pacs;
        }
        catch
        {
            await pacs.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    private static DicomDataSet Make(int number, DicomUid sopClass)
    {
        var image = new DicomDataSet
        {
            { Tags.SOPClassUID, sopClass },
            { Tags.SOPInstanceUID, $"1.2.3.{number}" },
            { Tags.StudyDate, "20260701" },
            { Tags.AccessionNumber, "A1" },
            { Tags.Modality, "OT" },
            { Tags.PatientName, "Adler^Anna" },
            { Tags.PatientID, "P1" },
            { Tags.StudyInstanceUID, "1.2.3" },
            { Tags.SeriesInstanceUID, "1.2.3.1" },
            { Tags.InstanceNumber, number },
        };
        image.Set(Tags.PixelData, VR.OB, new byte[64]);
        return image;
    }
}
