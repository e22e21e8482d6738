using System.Buffers.Binary;
using CsCheck;
using Xunit;

namespace Belfry.Dicom.Tests.DataSets;

public sealed class DataSetHeaderPixelTests
{
    private static readonly DicomTag _doubleFloatPixelData = new(0x7FE0, 0x0009);

    public static TheoryData<string> TransferSyntaxes => [TransferSyntax.ImplicitVRLittleEndian.Uid.Value, TransferSyntax.ExplicitVRLittleEndian.Uid.Value, TransferSyntax.ExplicitVRBigEndian.Uid.Value];

    [Theory]
    [MemberData(nameof(TransferSyntaxes))]
    [Trait("Section", "PS3.3 C.7.6.3")]
    public void Parse_WithPixels_HasWhatIsBeforeThemAndWhereTheyBegin(string uid)
    {
        var syntax = SyntaxOf(uid);
        var dataSet = Make();
        var before = dataSet.ToBytes(syntax).Length;
        dataSet.Set(Tags.PixelData, VR.OW, new byte[64]);
        dataSet.Set(Tags.DataSetTrailingPadding, VR.OB, new byte[4]);
        var bytes = dataSet.ToBytes(syntax);

        foreach (var header in Both(bytes, syntax))
        {
            Assert.Equal(before, header.PixelDataOffset);
            Assert.Equal("Doe^Jane", header.DataSet.GetString(Tags.PatientName));
            Assert.False(header.DataSet.Contains(Tags.PixelData));
            Assert.False(header.DataSet.Contains(Tags.DataSetTrailingPadding));
        }
    }

    [Theory]
    [MemberData(nameof(TransferSyntaxes))]
    public void Parse_WithoutPixels_IsTheWholeDataSet(string uid)
    {
        var bytes = Make().ToBytes(SyntaxOf(uid));
        foreach (var header in Both(bytes, SyntaxOf(uid)))
        {
            Assert.Null(header.PixelDataOffset);
            Assert.Equal(Make().Count, header.DataSet.Count);
        }
    }

    [Fact]
    [Trait("Section", "PS3.3 C.7.6.24")]
    public void Parse_DoubleFloatPixels_EndTheHeaderToo()
    {
        var dataSet = Make();
        dataSet.Set(_doubleFloatPixelData, VR.OD, new byte[16]);
        Assert.All(Both(dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian), header => Assert.NotNull(header.PixelDataOffset));
    }

    [Fact]
    public void Parse_Deflated_HasTheHeaderAndNoOffset()
    {
        var dataSet = Make();
        dataSet.Set(Tags.PixelData, VR.OW, new byte[64]);
        var bytes = dataSet.ToBytes(TransferSyntax.DeflatedExplicitVRLittleEndian);
        foreach (var header in Both(bytes, TransferSyntax.DeflatedExplicitVRLittleEndian))
        {
            Assert.Null(header.PixelDataOffset);
            Assert.Equal("Doe^Jane", header.DataSet.GetString(Tags.PatientName));
        }
    }

    [Fact]
    public void Read_BehindAHead_CountsFromTheBeginningOfTheStream()
    {
        var dataSet = Make();
        var before = dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian).Length;
        dataSet.Set(Tags.PixelData, VR.OW, new byte[64]);
        using var stream = new MemoryStream([.. new byte[300], .. dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian)]);
        Assert.Equal(300 + before, DataSetHeader.Read(stream, 300, TransferSyntax.ExplicitVRLittleEndian).PixelDataOffset);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Parse_CutWithinThePixels_IsRefused()
    {
        var dataSet = Make();
        dataSet.Set(Tags.PixelData, VR.OW, new byte[64]);
        var bytes = dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian);
        for (var length = bytes.Length - 64; length < bytes.Length; length++)
            AssertRefused(bytes[..length]);
    }

    [Fact]
    public void Parse_PixelsLongerThanAnything_AreRefused()
    {
        var dataSet = Make();
        dataSet.Set(Tags.PixelData, VR.OW, new byte[4]);
        var bytes = dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 8), 0xFFFF_FFF0);
        AssertRefused(bytes);
    }

    [Fact]
    [Trait("Section", "PS3.5 A.4")]
    public void Parse_FragmentThatIsCut_IsRefused()
    {
        byte[] fragments = [0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0x00, 0xE0, 2, 0, 0, 0, 1, 2];
        byte[] end = [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0];
        var before = Make().ToBytes(TransferSyntax.ExplicitVRLittleEndian);
        AssertRefused([.. before, .. fragments[..^1]]);
        Assert.All(Both([.. before, .. fragments, .. end], TransferSyntax.ExplicitVRLittleEndian), header => Assert.Equal(before.Length, header.PixelDataOffset));
    }

    [Fact]
    public void Parse_AnyBytes_AgreesWithRead() =>
        Gen.Byte.Array[0, 64].Sample(bytes =>
        {
            var parsed = Try(() => DataSetHeader.Parse(bytes, TransferSyntax.ImplicitVRLittleEndian));
            using var stream = new MemoryStream(bytes);
            var read = Try(() => DataSetHeader.Read(stream, 0, TransferSyntax.ImplicitVRLittleEndian));
            return parsed?.PixelDataOffset == read?.PixelDataOffset && parsed?.DataSet.Count == read?.DataSet.Count;
        });

    private static DicomDataSet Make() => new()
    {
        { Tags.SOPClassUID, Uids.CTImageStorage },
        { Tags.SOPInstanceUID, "1.2.3" },
        { Tags.PatientName, "Doe^Jane" },
        { Tags.Rows, 4 },
    };

    private static TransferSyntax SyntaxOf(string uid) => TransferSyntax.Find(new DicomUid(uid)) ?? throw new ArgumentException("No transfer syntax.", nameof(uid));

    private static DataSetHeader[] Both(byte[] bytes, TransferSyntax syntax)
    {
        using var stream = new MemoryStream(bytes);
        return [DataSetHeader.Parse(bytes, syntax), DataSetHeader.Read(stream, 0, syntax)];
    }

    private static void AssertRefused(byte[] bytes)
    {
        Assert.Throws<DicomFormatException>(() => DataSetHeader.Parse(bytes, TransferSyntax.ExplicitVRLittleEndian));
        using var stream = new MemoryStream(bytes);
        Assert.Throws<DicomFormatException>(() => DataSetHeader.Read(stream, 0, TransferSyntax.ExplicitVRLittleEndian));
    }

    private static DataSetHeader? Try(Func<DataSetHeader> read)
    {
        try
        {
            return read();
        }
        catch (DicomFormatException)
        {
            return null;
        }
    }
}
