using Xunit;

namespace Belfry.Dicom.Tests.Files;

public sealed class BrokenFileTests
{
    private static readonly DicomReadOptions s_keep = new() { KeepWhatWasRead = true };

    /// <summary>What a robust reader does with each file: whether it throws when strict, and how many elements it keeps when not.</summary>
    private static readonly Dictionary<string, (bool Throws, int AtLeast)> s_expected = new(StringComparer.Ordinal)
    {
        ["MR_truncated.dcm"] = (true, 60),
        ["rtplan_truncated.dcm"] = (true, 10),
        ["no_meta.dcm"] = (false, 50),
        ["ExplVR_BigEndNoMeta.dcm"] = (false, 10),
        ["rtstruct_nopreamble.dcm"] = (false, 10),
        ["no_meta_group_length.dcm"] = (false, 1),
        ["meta_missing_tsyntax.dcm"] = (false, 1),
        ["badVR.dcm"] = (false, 40),
        ["SC_rgb_jpeg_mixedvr.dcm"] = (false, 20),
        ["palette_winter_dup.dcm"] = (false, 17),
        ["oob-monochrome-46341.dcm"] = (false, 10),
        ["Deeply-Nested-Sequence.dcm"] = (true, 1),
        ["GH179A.dcm"] = (false, 50),
        ["CTImageStorage_bad_meta.dcm"] = (false, 200),
        ["MR-MONO2-12-an2-nopreamble.dcm"] = (false, 50),
        ["not-dicom.jpg"] = (true, -1),
        ["emri_j2k_no_seqdelim.dcm"] = (false, 30),
        ["m-empty.dcm"] = (true, -1),
        ["m-preamble-only.dcm"] = (true, -1),
        ["m-dicm-only.dcm"] = (false, 0),
        ["m-meta-only.dcm"] = (false, 0),
        ["m-truncated-in-meta.dcm"] = (true, 0),
        ["m-truncated-in-tag.dcm"] = (true, 2),
        ["m-truncated-in-length.dcm"] = (true, 2),
        ["m-truncated-in-value.dcm"] = (true, 2),
        ["m-huge-length-ow.dcm"] = (true, 2),
        ["m-huge-length-implicit.dcm"] = (true, 1),
        ["m-undefined-length-lo.dcm"] = (true, 1),
        ["m-odd-length-element.dcm"] = (false, 4),
        ["m-item-longer-than-sq.dcm"] = (false, 4),
        ["m-sq-longer-than-file.dcm"] = (true, 3),
        ["m-missing-item-delim.dcm"] = (false, 4),
        ["m-seqdelim-nonzero-length.dcm"] = (false, 4),
        ["m-stray-delimiter.dcm"] = (false, 2),
        ["m-nested-5000.dcm"] = (true, 1),
        ["m-tags-not-ascending.dcm"] = (false, 4),
        ["m-group2-in-dataset.dcm"] = (false, 4),
        ["m-meta-length-too-small.dcm"] = (false, 4),
        ["m-meta-length-too-big.dcm"] = (false, 4),
        ["m-unknown-ts.dcm"] = (false, 4),
        ["m-ts-says-be-data-le.dcm"] = (false, 4),
        ["m-ts-says-explicit-data-implicit.dcm"] = (false, 3),
        ["m-deflate-corrupt.dcm"] = (true, 0),
        ["m-deflate-truncated.dcm"] = (true, 0),
        ["m-deflate-bomb.dcm"] = (true, -1),
        ["m-vr-garbage.dcm"] = (false, 2),
        ["m-frag-length-past-end.dcm"] = (true, 1),
        ["m-random.dcm"] = (true, 0),
        ["m-zip.dcm"] = (true, -1),
    };

    public static TheoryData<string> Files => [.. SamplePack.BrokenFiles.Select(path => Path.GetFileName(path))];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Files))]
    public void Parse_BrokenFile_EndsAsTheManifestSays(string name)
    {
        var (throws, atLeast) = s_expected[name];
        var bytes = File.ReadAllBytes(SamplePack.BrokenFiles.First(path => Path.GetFileName(path) == name));

        if (throws)
            Assert.Throws<DicomFormatException>(() => DicomFile.Parse(bytes));
        else
            AssertRead(DicomFile.Parse(bytes), atLeast);

        if (atLeast < 0)
            Assert.Throws<DicomFormatException>(() => DicomFile.Parse(bytes, s_keep));
        else
            AssertRead(DicomFile.Parse(bytes, s_keep), atLeast);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Files))]
    public async Task ReadAsync_BrokenFile_EndsAsParseDoes(string name)
    {
        var (throws, atLeast) = s_expected[name];
        var path = SamplePack.BrokenFiles.First(path => Path.GetFileName(path) == name);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        if (throws)
        {
            await Assert.ThrowsAsync<DicomFormatException>(async () => await DicomFile.ReadAsync(new MemoryStream(bytes), cancellation: TestContext.Current.CancellationToken));
            Assert.Throws<DicomFormatException>(() => DicomFile.Open(path));
        }
        else
        {
            AssertRead(await DicomFile.ReadAsync(new MemoryStream(bytes), cancellation: TestContext.Current.CancellationToken), atLeast);
            AssertRead(DicomFile.Open(path), atLeast);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Files))]
    public void Parse_BrokenFile_AllocatesInProportionToTheFile(string name)
    {
        var bytes = File.ReadAllBytes(SamplePack.BrokenFiles.First(path => Path.GetFileName(path) == name));
        Attempt(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Attempt(bytes);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, (1024 * 1024) + (20L * bytes.Length));
    }

    private static void Attempt(byte[] bytes)
    {
        try
        {
            DicomFile.Parse(bytes);
        }
        catch (DicomFormatException)
        {
            // One of the two ends that a broken file may have.
            return;
        }
    }

    private static void AssertRead(DicomFile file, int atLeast)
    {
        Assert.NotEmpty(file.Warnings.Append(file.DataSet.Count > 0 ? "read" : "empty"));
        Assert.InRange(file.DataSet.Count, atLeast, int.MaxValue);
        foreach (var element in file.DataSet)
            Assert.True(element.Length >= 0);
    }
}
