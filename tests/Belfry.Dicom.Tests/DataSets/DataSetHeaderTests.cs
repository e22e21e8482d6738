using System.IO.Compression;
using Xunit;

namespace Belfry.Dicom.Tests.DataSets;

public sealed class DataSetHeaderTests
{
    private static readonly byte[] _pixels = new byte[100_000];

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.2")]
    public void ReadBeginning_PixelsLast_SaysWhatTheWholeSays(string uid)
    {
        var syntax = TransferSyntax.Find(new DicomUid(uid)) ?? throw new InvalidOperationException();
        var bytes = Image().ToBytes(syntax);
        var whole = DataSetHeader.Parse(bytes, syntax);

        var header = DataSetHeader.ReadBeginning(bytes.AsSpan(0, 4096), syntax, out var length);

        Assert.NotNull(header);
        Assert.Equal(bytes.Length, length);
        Assert.Equal(whole.PixelDataOffset, header.PixelDataOffset);
        Assert.Equal(whole.DataSet.ToBytes(syntax), header.DataSet.ToBytes(syntax));
    }

    [Fact]
    [Trait("Section", "PS3.5 A.5")]
    public void Parse_DeflatedAndCut_IsRefusedAlsoBetweenElements()
    {
        var dataSet = new DicomDataSet { { Tags.Modality, "CT" }, { Tags.PatientID, "1" }, { Tags.StudyDescription, "Knee" } };
        using var deflated = new MemoryStream();
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
        var bytes = deflated.ToArray();

        for (var length = 0; length < bytes.Length; length++)
        {
            using var cut = new MemoryStream(bytes, 0, length);
            Assert.Throws<DicomFormatException>(() => DataSetHeader.Read(cut, 0, TransferSyntax.DeflatedExplicitVRLittleEndian));
        }

        foreach (var whole in (byte[][])[bytes, [.. bytes, 0]])
            Assert.Equal("Knee", DataSetHeader.Parse(whole, TransferSyntax.DeflatedExplicitVRLittleEndian).DataSet.GetString(Tags.StudyDescription));
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.1")]
    public void Read_ZerosBehindTheLastElement_AreNoElements(string uid)
    {
        var syntax = TransferSyntax.Find(new DicomUid(uid)) ?? throw new InvalidOperationException();
        var dataSet = new DicomDataSet { { Tags.PatientID, "1" }, { Tags.StudyDescription, new string('x', 60) } };
        byte[] bytes = [.. dataSet.ToBytes(syntax), .. new byte[900]];
        using var stream = new MemoryStream(bytes);

        var read = DataSetHeader.Read(stream, 0, syntax);

        Assert.Equal(dataSet.Select(element => element.Tag), DataSetHeader.Parse(bytes, syntax).DataSet.Select(element => element.Tag));
        Assert.Equal(dataSet.Select(element => element.Tag), read.DataSet.Select(element => element.Tag));
    }

    [Fact]
    public void ReadBeginning_SomethingBehindThePixels_GivesALengthThatIsNotThatOfTheWhole()
    {
        var image = Image();
        image.Set(new DicomTag(0xFFFC_FFFC), VR.OB, new byte[2].AsMemory());
        var bytes = image.ToBytes(TransferSyntax.ExplicitVRLittleEndian);

        Assert.NotNull(DataSetHeader.ReadBeginning(bytes.AsSpan(0, 4096), TransferSyntax.ExplicitVRLittleEndian, out var length));

        Assert.NotEqual(bytes.Length, length);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(0)]
    public void ReadBeginning_HeaderGoesOn_GivesNone(int count)
    {
        var bytes = Image().ToBytes(TransferSyntax.ExplicitVRLittleEndian);
        Assert.Null(DataSetHeader.ReadBeginning(bytes.AsSpan(0, count), TransferSyntax.ExplicitVRLittleEndian, out _));
    }

    [Fact]
    public void ReadBeginning_PixelsOfUndefinedLength_GivesNone()
    {
        byte[] encapsulated = [0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0];
        Assert.Null(DataSetHeader.ReadBeginning(encapsulated, TransferSyntax.ExplicitVRLittleEndian, out _));
    }

    private static DicomDataSet Image()
    {
        var image = new DicomDataSet();
        image.Set(Tags.PatientName, "Doe^Jane");
        image.Set(Tags.SOPInstanceUID, "1.2.3");
        image.Set(Tags.PixelData, VR.OW, _pixels.AsMemory());
        return image;
    }
}
