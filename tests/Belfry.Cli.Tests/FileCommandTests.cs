using Belfry.Dicom;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Cli.Tests;

/// <summary><c>dump</c> and <c>json</c> over real files.</summary>
public sealed class FileCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("belfry-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("syn-all-vrs-1.dcm")]
    [InlineData("syn-all-vrs-1-ebe.dcm")]
    [InlineData("syn-cs-ir149-values.dcm")]
    [Trait("Section", "PS3.18 F.2")]
    public async Task Json_ThereAndBack_KeepsEveryElement(string sample)
    {
        var original = TestData.Path("samples", sample);
        var json = Path.Combine(_folder.FullName, "a.json");
        var copy = Path.Combine(_folder.FullName, "a.dcm");
        Assert.Equal(ExitCodes.Success, (await ToolRun.RunAsync("json", original, "--output", json)).Code);
        var back = await ToolRun.RunAsync("json", json, "--output", copy);
        Assert.Equal((ExitCodes.Success, ""), (back.Code, back.Errors));
        Assert.Equal((await ToolRun.RunAsync("json", original)).Output, (await ToolRun.RunAsync("json", copy)).Output);
    }

    [Fact]
    public async Task Json_Compact_IsOneLine()
    {
        var run = await ToolRun.RunAsync("json", TestData.Path("samples", "syn-all-vrs-1.dcm"), "--compact");
        Assert.Single(run.Lines);
        Assert.StartsWith("{", run.Output);
    }

    [Fact]
    public async Task Json_ToDicomWithoutAFile_AsksForOne()
    {
        var json = Path.Combine(_folder.FullName, "a.json");
        await File.WriteAllTextAsync(json, "{}", TestContext.Current.CancellationToken);
        var run = await ToolRun.RunAsync("json", json);
        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("--output", run.Errors);
    }

    [Fact]
    public async Task Json_TextThatIsNoJson_EndsWithBadFile()
    {
        var json = Path.Combine(_folder.FullName, "a.json");
        await File.WriteAllTextAsync(json, "{ \"00100010\" : ", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.BadFile, (await ToolRun.RunAsync("json", json, "--output", json + ".dcm")).Code);
        Assert.False(File.Exists(json + ".dcm"));
    }

    [Fact]
    public async Task Json_StandardInput_IsReadOnce()
    {
        var path = TestData.Path("samples", "syn-all-vrs-1.dcm");
        var run = await ToolRun.RunAsync(OnceOnly(path), ["json", "-"]);
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Errors));
        Assert.Equal((await ToolRun.RunAsync("json", path)).Output, run.Output);
    }

    [Fact]
    public async Task Json_JsonFromStandardInput_BecomesDicom()
    {
        var target = Path.Combine(_folder.FullName, "a.dcm");
        using var json = new MemoryStream("""{ "00100020" : { "vr" : "LO", "Value" : ["P22"] } }"""u8.ToArray());
        var run = await ToolRun.RunAsync(json, ["json", "-", "--output", target]);
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Errors));
        Assert.Equal("P22", DicomFile.Open(target).DataSet.GetString(Tags.PatientID));
    }

    [Fact]
    [Trait("Section", "PS3.10 7.1")]
    public async Task Json_WithFileMeta_GoesIntoTheMetaInformation()
    {
        var target = Path.Combine(_folder.FullName, "a.dcm");
        using var json = new MemoryStream("""
            {
              "00020010" : { "vr" : "UI", "Value" : ["1.2.840.10008.1.2"] },
              "00020016" : { "vr" : "AE", "Value" : ["CT1"] },
              "00100020" : { "vr" : "LO", "Value" : ["P22"] }
            }
            """u8.ToArray());
        var run = await ToolRun.RunAsync(json, ["json", "-", "--output", target]);
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Errors));
        var file = DicomFile.Open(target);
        Assert.Equal([Tags.PatientID], file.DataSet.Select(element => element.Tag));
        Assert.Equal("CT1", file.FileMeta.GetString(Tags.SourceApplicationEntityTitle));
        Assert.Equal(TransferSyntax.ExplicitVRLittleEndian, file.TransferSyntax);
        Assert.DoesNotContain(file.Warnings, warning => warning.Contains("(0002,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_Pipe_IsReadOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes have paths on Linux.");
        var path = TestData.Path("samples", "syn-all-vrs-1.dcm");
        using var writer = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        using var reader = writer.ClientSafePipeHandle;
        var written = WriteAsync();
        var run = await ToolRun.RunAsync("json", $"/proc/self/fd/{reader.DangerousGetHandle()}");
        await written;
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Errors));
        Assert.Equal((await ToolRun.RunAsync("json", path)).Output, run.Output);

        async Task WriteAsync()
        {
            await writer.WriteAsync(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
            await writer.DisposeAsync();
        }
    }

    [Fact]
    public async Task Dump_StandardInput_IsShownAsAFileIs()
    {
        var path = TestData.Path("samples", "syn-all-vrs-1.dcm");
        var run = await ToolRun.RunAsync(OnceOnly(path), ["dump", "-"]);
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Errors));
        Assert.Equal((await ToolRun.RunAsync("dump", path)).Output, run.Output);
    }

    [Fact]
    public async Task Dump_AFile_HasALineForEveryElement()
    {
        var path = TestData.Path("samples", "syn-all-vrs-1.dcm");
        var run = await ToolRun.RunAsync("dump", path, "--max-length", "0");
        Assert.Equal(ExitCodes.Success, run.Code);
        foreach (var element in DicomFile.Open(path).DataSet)
            Assert.Contains(run.Lines, line => line.TrimStart().StartsWith(element.Tag.ToString(), StringComparison.Ordinal));
        Assert.Contains("# Explicit VR Little Endian", run.Lines);
    }

    [Fact]
    public async Task Dump_SeveralFiles_NamesEach()
    {
        string[] paths = [TestData.Path("samples", "syn-all-vrs-1.dcm"), TestData.Path("samples", "syn-cs-ir58.dcm")];
        var run = await ToolRun.RunAsync(["dump", .. paths]);
        Assert.All(paths, path => Assert.Contains($"# {path}", run.Lines));
    }

    [Fact]
    public async Task Dump_DamagedFile_EndsWithBadFileUnlessTolerant()
    {
        var path = Path.Combine(_folder.FullName, "cut.dcm");
        var whole = await File.ReadAllBytesAsync(TestData.Path("samples", "syn-all-vrs-1.dcm"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(path, whole[..^9], TestContext.Current.CancellationToken);
        var run = await ToolRun.RunAsync("dump", path);
        Assert.Equal(ExitCodes.BadFile, run.Code);
        Assert.StartsWith($"belfry: {path}: ", run.Errors);
        var tolerant = await ToolRun.RunAsync("dump", path, "--tolerant");
        Assert.Equal(ExitCodes.Success, tolerant.Code);
        Assert.Contains("(0008,0018)", tolerant.Output);
        Assert.NotEmpty(tolerant.Errors);
    }

    private static System.IO.Compression.DeflateStream OnceOnly(string path)
    {
        // A stream that cannot be rewound: what a pipe looks like.
        var packed = new MemoryStream();
        using (var packer = new System.IO.Compression.DeflateStream(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            packer.Write(File.ReadAllBytes(path));
        packed.Position = 0;
        return new System.IO.Compression.DeflateStream(packed, System.IO.Compression.CompressionMode.Decompress);
    }
}
