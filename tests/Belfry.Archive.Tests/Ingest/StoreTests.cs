using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Archive.Tests.Ingest;

public sealed class StoreTests
{
    private static readonly DicomUid _uid = new("1.2.3.4.5");

    /// <summary>Lengths of pixels: gathered by the network, gathered by the archive, written as they come.</summary>
    public static TheoryData<int, bool> Lengths
    {
        get
        {
            var data = new TheoryData<int, bool>();
            foreach (var length in (int[])[0, 2, 512, 60_000, 70_000, 200_000, 262_000, 263_000, 2_000_000])
            {
                data.Add(length, false);
                data.Add(length, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    [Trait("Section", "PS3.4 B.2.2")]
    public async Task Store_AnyLength_KeepsEveryByte(int pixels, bool compresses)
    {
        await using var bench = new ArchiveBench { Options = new ArchiveOptions { Compresses = compresses } };
        await bench.OpenAsync();
        await using var association = await bench.AssociateAsync(Uids.ExplicitVRLittleEndian);
        var bytes = TestInstance.Make(pixels: pixels).ToBytes(TransferSyntax.ExplicitVRLittleEndian);

        var reply = await ArchiveBench.SendAsync(association, _uid, new RawDataSet(bytes));

        Assert.Equal(DimseStatus.Success, reply.Status);
        Assert.Equal(bytes, await bench.ReadAsync(_uid));
        var file = Assert.Single(bench.Index.Rows).File;
        Assert.Equal(new FileInfo(Assert.Single(bench.Files)).Length, file.StoredLength);
        Assert.Equal(bytes.Length, file.Length - file.DataSetOffset);
        Assert.Equal(pixels, (int)(file.Length - (file.PixelDataOffset ?? 0) - 12));
    }

    // An element may stand in a data set once (PS3.5 §7.1); of those that stand twice the first counts, for the check and for the index.
    [Theory]
    [InlineData("1.2.3.4.5", "1.2.3.4.6", 0x0000)]
    [InlineData("1.2.3.4.6", "1.2.3.4.5", 0xA900)]
    [Trait("Section", "PS3.5 7.1")]
    public async Task Store_SopInstanceUidTwice_TheFirstCounts(string first, string second, int status)
    {
        await using var bench = new ArchiveBench();
        await bench.OpenAsync();
        await using var association = await bench.AssociateAsync(Uids.ExplicitVRLittleEndian);
        var rest = TestInstance.Make();
        rest.Remove(Tags.SOPClassUID);
        rest.Remove(Tags.SOPInstanceUID);
        DicomDataSet[] parts =
            [new() { { Tags.SOPClassUID, Uids.CTImageStorage }, { Tags.SOPInstanceUID, first } }, new() { { Tags.SOPInstanceUID, second } }, rest];
        byte[] bytes = [.. parts.SelectMany(static part => part.ToBytes(TransferSyntax.ExplicitVRLittleEndian))];

        var reply = await ArchiveBench.SendAsync(association, _uid, new RawDataSet(bytes));

        Assert.Equal((ushort)status, reply.Status.Code);
        if (status == 0)
            Assert.Equal(bytes, await bench.ReadAsync(_uid));
        else
            Assert.Empty(bench.Files);
    }

    [Fact]
    [Trait("Section", "PS3.10 7.1")]
    public async Task Store_Instance_WritesAFileThatSaysWhereItCameFrom()
    {
        await using var bench = new ArchiveBench();
        await bench.OpenAsync();
        await using var association = await bench.AssociateAsync(Uids.ImplicitVRLittleEndian);
        var sent = TestInstance.Make();
        await ArchiveBench.SendAsync(association, _uid, sent);

        var path = Assert.Single(bench.Files);
        var file = DicomFile.Parse(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.Empty(file.Warnings);
        Assert.Equal(TransferSyntax.ImplicitVRLittleEndian, file.TransferSyntax);
        Assert.Equal(Uids.CTImageStorage, file.FileMeta.GetUid(Tags.MediaStorageSOPClassUID));
        Assert.Equal(_uid, file.FileMeta.GetUid(Tags.MediaStorageSOPInstanceUID));
        Assert.Equal(Implementation.ClassUid, file.FileMeta.GetUid(Tags.ImplementationClassUID));
        Assert.Equal(Implementation.VersionName, file.FileMeta.GetString(Tags.ImplementationVersionName));
        Assert.Equal("CT1", file.FileMeta.GetString(Tags.SourceApplicationEntityTitle));
        Assert.Equal("BELFRY", file.FileMeta.GetString(Tags.ReceivingApplicationEntityTitle));
        Assert.Equal(TestInstance.Pixels(512), Assert.Single(file.DataSet, element => element.Tag == Tags.PixelData).RawValue.ToArray());
        var row = Assert.Single(bench.Index.Rows);
        Assert.Equal(FileDigest.Compute(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)), row.File.Digest);
        Assert.Equal("CT1", row.Origin.CallingAETitle.Value);
        Assert.Equal(InstanceOriginKind.DicomProtocol, row.Origin.Kind);
        Assert.Equal(bench.Clock.GetUtcNow(), row.ReceivedAt);
        Assert.False(row.Header.Contains(Tags.PixelData));
        Assert.Equal("P1", row.Header.GetString(Tags.PatientID));
    }

    [Fact]
    [Trait("Section", "PS3.4 B.3.1")]
    public async Task Store_TransferSyntaxes_FollowsTheRequestorsOrder()
    {
        await using var bench = new ArchiveBench();
        await bench.OpenAsync();
        await using var association = await bench.AssociateAsync(new DicomUid("1.2.840.113619.5.2"), Uids.JPEG2000, Uids.ImplicitVRLittleEndian);
        var context = Assert.Single(association.PresentationContexts, context => context.AbstractSyntax == Uids.CTImageStorage);
        Assert.Equal(Uids.JPEG2000, context.TransferSyntax.Uid);
    }
}
