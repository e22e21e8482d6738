using Belfry.Dicom;
using Belfry.Server.Tests;
using Belfry.TestKit;

namespace Belfry.Conformance;

/// <summary>Asks by DCMTK's findscu.</summary>
internal static class FindScu
{
    /// <summary>The names of the items that the answers were made of, in order.</summary>
    public static async Task<List<string>> AskAsync(WorklistQueryCase query, int port)
    {
        using var work = new TemporaryFolder();
        var identifier = query.ToIdentifier();
        if (!identifier.Contains(Tags.AccessionNumber))
            identifier.SetEmpty(Tags.AccessionNumber);
        var file = Path.Combine(work.Path, "query.dcm");
        await File.WriteAllBytesAsync(file, identifier.ToBytes(TransferSyntax.ExplicitVRLittleEndian), TestContext.Current.CancellationToken);
        var (code, output) = await ForeignTool.RunAsync("findscu", "-W", "-X", "-od", work.Path, "-aec", "ORTHANC", "127.0.0.1", $"{port}", file);
        Assert.True(code == 0, output);
        return
        [
            .. Directory.EnumerateFiles(work.Path, "rsp*.dcm")
                .Select(path => WorklistSamples.NameOf(DicomFile.Parse(File.ReadAllBytes(path)).DataSet) ?? "unknown").Order(),
        ];
    }
}
