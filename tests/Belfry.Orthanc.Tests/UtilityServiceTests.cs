using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Orthanc.Tests;

/// <summary>The services that work on what the plugin gives them: compression, digests, media types, files, blocks, codes, names.</summary>
public sealed class UtilityServiceTests
{
    [Fact]
    public async Task Services_OfUtility_AnswerAsTheInterfaceSays()
    {
        await using var bench = new PluginBench();
        var file = Path.Combine(bench.Folder, "written");
        await bench.LoadAsync(bench.Compile("utilities.c", "FILE_PATH=" + NativeCompiler.Literal(file)));
        var log = bench.Log;
        Assert.Equal(["0", "900150983cd24fb0d6963f7d28e17f72"], log.Reports("md5"));
        Assert.Equal(["0", "a9993e364706816aba3e25717850c26c9cd0d89d"], log.Reports("sha1"));
        Assert.Equal(["0", "PatientName", "0", "Unknown Tag & Data", "0", "Unknown Tag & Data", "0", "Bed Position"], log.Reports("name"));
        Assert.Equal(
            ["0", "text/html", "0", "application/dicom", "0", "application/octet-stream", "0", "application/octet-stream"], log.Reports("mime"));

        // Made, smaller, back, the same; cut in the middle and with a wrong first byte it is refused.
        foreach (var form in (string[])["zlib", "zlib-size", "gzip", "gzip-size"])
            Assert.Equal(["0", "1", "0", "1", "15", "15"], log.Reports(form));
        Assert.Equal("3", log.Report("compress-none"));
        Assert.Equal(["0", "0"], log.Reports("compress-empty"));
        Assert.Equal(["0", "0"], log.Reports("write"));
        Assert.Equal(("0", "1"), (log.Report("write-read"), log.Report("write-same")));
        Assert.Equal(("14", "35"), (log.Report("write-nowhere"), log.Report("write-null")));
        Assert.Equal("second", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(["0", "1000"], log.Reports("buffer"));
        Assert.Equal(["0", "2000"], log.Reports("buffer64"));
        Assert.Equal(["0", "1"], log.Reports("buffer-empty"));
        Assert.Equal("4", log.Report("buffer-too-large"));
        Assert.Equal(["0", "0", "1"], log.Reports("own-code"));
        Assert.Equal(["0", "The moon is full"], log.Reports("own-text"));
        Assert.Equal("0", log.Report("create2"));
        Assert.Equal(
            ["0", """{"0008,0005":"ISO_IR 192","0010,0020":"7","0027,0010":"APEX_PRIVATE","0027,1011":"1.5"}"""], log.Reports("create2-json"));
    }
}
