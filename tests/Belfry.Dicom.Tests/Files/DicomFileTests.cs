using System.Diagnostics;
using Xunit;

namespace Belfry.Dicom.Tests.Files;

public sealed class DicomFileTests
{
    [Fact]
    [Trait("Section", "PS3.10 7.1")]
    public void ToBytes_NewFile_HasCorrectFileMeta()
    {
        var dataSet = new DicomDataSet { { Tags.SOPClassUID, Uids.CTImageStorage }, { Tags.SOPInstanceUID, new DicomUid("1.2.3") }, { Tags.PatientID, "1" } };

        var bytes = new DicomFile(dataSet, TransferSyntax.ExplicitVRBigEndian).ToBytes();
        var file = DicomFile.Parse(bytes);

        Assert.Empty(file.Warnings);
        Assert.Same(TransferSyntax.ExplicitVRBigEndian, file.TransferSyntax);
        Assert.Equal(Uids.CTImageStorage, file.FileMeta.GetUid(Tags.MediaStorageSOPClassUID));
        Assert.Equal(new DicomUid("1.2.3"), file.FileMeta.GetUid(Tags.MediaStorageSOPInstanceUID));
        Assert.Equal(Implementation.ClassUid, file.FileMeta.GetUid(Tags.ImplementationClassUID));
        var metaEnd = 132 + 12 + file.FileMeta.GetInteger(Tags.FileMetaInformationGroupLength);
        Assert.Equal(bytes.Length - dataSet.ToBytes(TransferSyntax.ExplicitVRBigEndian).Length, metaEnd);
    }

    [Fact]
    public void ToBytes_UidThatIsNone_IsWrittenAsItWasRead()
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(Tags.SOPClassUID, VR.UI, "1.2.840\u00FF"u8[..8].ToArray());
        dataSet.Set(Tags.SOPInstanceUID, VR.UI, "1.2 x"u8.ToArray());
        var file = DicomFile.Parse(new DicomFile(dataSet, TransferSyntax.ExplicitVRLittleEndian).ToBytes());
        Assert.Equal("1.2 x", file.FileMeta.GetUid(Tags.MediaStorageSOPInstanceUID)?.Value);
        Assert.Equal(dataSet.GetUid(Tags.SOPClassUID), file.FileMeta.GetUid(Tags.MediaStorageSOPClassUID));
    }

    [Fact]
    public async Task Open_LargePixelData_StaysInTheFile()
    {
        const long size = 500L * 1024 * 1024;
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await WriteSparseAsync(path, size);
            DicomFile.Open(path);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var file = DicomFile.Open(path);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);

            Assert.True(file.DataSet.TryGetElement(Tags.PixelData, out var pixels));
            Assert.True(pixels.IsDeferred);
            Assert.Equal(size, pixels.Length);
            Assert.Equal("after", file.DataSet.GetString(new DicomTag(0x7FE1, 0x0010)));
            await using var stream = pixels.OpenStream();
            stream.Position = size - 1;
            Assert.Equal(0, stream.ReadByte());
            Assert.Equal(-1, stream.ReadByte());
            var counted = new CountingStream(Stream.Null);
            await file.SaveAsync(counted, cancellation: TestContext.Current.CancellationToken);
            Assert.InRange(counted.Count, size, size + 4096);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task ReadAsync_StopAt_LeavesTheRestOfTheStream()
    {
        var dataSet = new DicomDataSet { { Tags.PatientID, "1" } };
        dataSet.Set(Tags.PixelData, VR.OB, new byte[4 * 1024 * 1024]);
        using var stream = new MemoryStream(new DicomFile(dataSet, TransferSyntax.ExplicitVRLittleEndian).ToBytes());

        var file = await DicomFile.ReadAsync(stream, new DicomReadOptions { StopAt = Tags.PixelData }, TestContext.Current.CancellationToken);

        Assert.Equal("1", file.DataSet.GetString(Tags.PatientID));
        Assert.False(file.DataSet.Contains(Tags.PixelData));
        Assert.InRange(stream.Position, 0, 256 * 1024);
    }

    [Fact]
    public async Task OpenAndReadAsync_EverySample_GiveWhatParseGives()
    {
        foreach (var sample in SamplePack.AllFiles)
        {
            var bytes = await File.ReadAllBytesAsync(sample.Path, TestContext.Current.CancellationToken);
            var expected = DicomFile.Parse(bytes).ToBytes();
            Assert.True(expected.AsSpan().SequenceEqual(DicomFile.Open(sample.Path, new DicomReadOptions { LargeValueThreshold = 100 }).ToBytes()), sample.Name);
            using var stream = new MemoryStream(bytes);
            var read = await DicomFile.ReadAsync(stream, cancellation: TestContext.Current.CancellationToken);
            Assert.True(expected.AsSpan().SequenceEqual(read.ToBytes()), sample.Name);
            using var saved = new MemoryStream();
            await read.SaveAsync(saved, cancellation: TestContext.Current.CancellationToken);
            if (!read.TransferSyntax.IsDeflated)
                Assert.True(expected.AsSpan().SequenceEqual(saved.ToArray()), sample.Name);
        }
    }

    [Fact]
    public void ToBytes_EverySampleInEverySyntaxAndLengthStyle_MeansTheSame()
    {
        foreach (var sample in SamplePack.AllFiles)
        {
            var file = DicomFile.Parse(File.ReadAllBytes(sample.Path));
            foreach (var lengths in Enum.GetValues<SequenceLengths>())
            {
                foreach (var syntax in new[] { TransferSyntax.ImplicitVRLittleEndian, TransferSyntax.ExplicitVRLittleEndian, TransferSyntax.ExplicitVRBigEndian })
                {
                    var bytes = file.DataSet.ToBytes(syntax, new DicomWriteOptions { SequenceLengths = lengths });
                    DataSets.SameMeaning.Assert(file.DataSet, DicomDataSet.Parse(bytes, syntax), vrsSurvive: false, sample.Name);
                }
            }
        }
    }

    [Fact]
    public async Task ToBytes_EverySample_IsReadByDcmdump()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/dcmdump"), "dcmdump not present");
        // 693_J2KI.dcm has a fragment of odd length, which is padded when written and so dumped with a byte more.
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            foreach (var sample in SamplePack.AllFiles.Where(sample => sample.Name != "693_J2KI.dcm" && DicomFile.Parse(File.ReadAllBytes(sample.Path)).FileMeta.Count > 0))
            {
                var before = await DumpAsync(sample.Path);
                var bytes = await File.ReadAllBytesAsync(sample.Path, TestContext.Current.CancellationToken);
                await File.WriteAllBytesAsync(path, DicomFile.Parse(bytes).ToBytes(), TestContext.Current.CancellationToken);
                Assert.True(before == await DumpAsync(path), sample.Name);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What dcmdump says of the data set, without lengths, which may be written otherwise.</summary>
    private static async Task<string> DumpAsync(string path)
    {
        var start = new ProcessStartInfo("/usr/bin/dcmdump", ["-q", "-Un", "+Qo", "+L", "+R", "64", path]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dcmdump did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await errors;
        var lines = text.Split('\n').Where(line => !line.StartsWith("(0002", StringComparison.Ordinal) && !line.TrimStart().StartsWith('#') && !IsItem(line) && !line.Contains("GroupLength", StringComparison.Ordinal));
        return string.Join('\n', lines.Select(line => line.Contains('#') ? line[..line.LastIndexOf('#')].TrimEnd().Replace("explicit", "undefined", StringComparison.Ordinal) : line));
    }

    private static bool IsItem(string line) =>
        line.Contains("(fffe,e0", StringComparison.Ordinal) && line.Contains(" na (", StringComparison.Ordinal);

    private static async Task WriteSparseAsync(string path, long size)
    {
        var head = new DicomDataSet { { Tags.SOPClassUID, Uids.CTImageStorage }, { Tags.SOPInstanceUID, new DicomUid("1.2.3") }, { Tags.NumberOfFrames, 1000 } };
        var tail = new DicomDataSet();
        tail.Set(new DicomTag(0x7FE1, 0x0010), VR.LO, "after");
        await using var stream = new FileStream(path, FileMode.Create);
        await stream.WriteAsync(new DicomFile(head, TransferSyntax.ExplicitVRLittleEndian).ToBytes());
        await stream.WriteAsync(new byte[] { 0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0 });
        await stream.WriteAsync(BitConverter.GetBytes((uint)size));
        stream.Seek(size, SeekOrigin.Current);
        await stream.WriteAsync(tail.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
    }
}
