using System.Text;
using Belfry.Dicom;
using Belfry.Orthanc.Dicom;
using Belfry.Orthanc.Tests.Plugins;
using CsCheck;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Tests;

/// <summary>The keys of a query as a plugin reads them. The expectations with brackets were observed with the reference host.</summary>
public sealed class FindKeyTests
{
    [Fact]
    public async Task Keys_OfEveryKind_ReadAsInTheReferenceHost()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("finding.c", "DUMP_KEYS"));
        await bench.FindAsync(FindBench.Request(Query()));
        string[] expected =
        [
            "0 0 0 0008,0005 SpecificCharacterSet [ISO_IR 100]",
            @"0 0 0 0008,0018 SOPInstanceUID [1.2.3\1.2.4]",
            "0 0 0 0008,0020 StudyDate [20240101-20240201]",
            "0 0 0 0008,0040 RETIRED_DataSetType [3]",
            "0 0 0 0008,0050 AccessionNumber [ A7]",
            "0 0 0 0008,0051 IssuerOfAccessionNumberSequence []",
            "0 0 0 0008,0052 QueryRetrieveLevel [STUDY]",
            @"0 0 0 0008,0061 ModalitiesInStudy [CT \ MR]",
            "0 0 0 0008,1140 ReferencedImageSequence []",
            "0 0 0 0008,1195 TransactionUID []",
            "0 0 0 0009,0010 PrivateCreator [ACME]",
            "0 0 0 0009,1001 Unknown Tag & Data [private]",
            "0 0 5 0009,1002 Unknown Tag & Data [(null)]",
            "0 0 0 0010,0010 PatientName [ Müller^J=]",
            "0 0 0 0010,0020 PatientID []",
            "0 0 0 0010,1000 OtherPatientIDs [old ids]",
            @"0 0 0 0010,1020 PatientSize [ 1.70 \2]",
            "0 0 0 0010,4000 PatientComments [ text]",
            @"0 0 0 0018,9087 DiffusionBValue [0.10000000000000001\2.5]",
            "0 0 5 0018,9089 DiffusionGradientOrientation [(null)]",
            "0 0 0 0020,000d StudyInstanceUID [1.2.840.1]",
            "0 0 0 0020,1070 RETIRED_OtherStudyNumbers [7]",
            "0 0 0 0020,1208 NumberOfStudyRelatedInstances []",
            @"0 0 0 0020,9157 DimensionIndexValues [7\8]",
            "0 0 5 0028,0002 SamplesPerPixel [(null)]",
            "0 0 0 0028,0009 FrameIncrementPointer [0018,1063]",
            @"0 0 0 0028,0010 Rows [1\65535]",
            "0 0 0 0028,0106 SmallestImagePixelValue [-5]",
            "0 0 5 0028,1200 RETIRED_GrayLookupTableData [(null)]",
            "0 0 0 5000,0005 RETIRED_CurveDimensions [4]",
            "0 0 0 6000,0022 OverlayDescription [ovl]",
            "0 0 5 7fe0,0010 PixelData [(null)]",
        ];
        Assert.Equal(expected, bench.Log.Reports("key"));
        Assert.Equal(("0", $"{expected.Length}"), (bench.Log.Report("size-code"), bench.Log.Report("size")));
    }

    // The reference host complains of each in its log.
    [Fact]
    public async Task Keys_WithoutText_LeaveNoErrorInTheLog()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("finding.c", "DUMP_KEYS"));
        var identifier = new DicomDataSet();
        identifier.SetEmpty(Tags.SamplesPerPixel);
        identifier.Set(Tags.PixelData, VR.OW, new byte[2]);
        await bench.FindAsync(FindBench.Request(identifier));
        Assert.Equal(
            ["0 0 5 0028,0002 SamplesPerPixel [(null)]", "0 0 5 7fe0,0010 PixelData [(null)]"], bench.Log.Reports("key"));
        Assert.DoesNotContain(bench.Log.Lines, line => line.Level >= LogLevel.Error);
        Assert.All(bench.Log.Lines.Where(line => line.Id.Id == 5020), line => Assert.Equal(LogLevel.Debug, line.Level));
    }

    [Fact]
    public void Keys_GroupsBelow8AndGroupLengths_AreLeftOut()
    {
        var identifier = new DicomDataSet();
        identifier.Set(new DicomTag(0x0004, 0x1130), VR.CS, "SET");
        identifier.Set(new DicomTag(0x0008, 0x0000), VR.UL, new byte[] { 8, 0, 0, 0 });
        identifier.Set(Tags.PatientID, "1");
        identifier.Set(new DicomTag(0x0010, 0x0000), VR.UL, new byte[] { 8, 0, 0, 0 });
        Assert.Equal([new FindKey(Tags.PatientID, "1")], FindKey.Of(identifier, SpecificCharacterSet.Latin1));
    }

    [Theory]
    [InlineData(null, new byte[] { 0x4D, 0xFC }, "Mü")]
    [InlineData(null, new byte[] { 0x4D, 0xC3, 0xBC }, "Mü")]
    [InlineData("ISO_IR 192", new byte[] { 0x4D, 0xC3, 0xBC }, "Mü")]
    [InlineData("ISO_IR 144", new byte[] { 0xB8, 0x20 }, "И")]
    [InlineData(@"\ISO 2022 IR 87", new byte[] { 0x1B, 0x24, 0x42, 0x3B, 0x33, 0x1B, 0x28, 0x42 }, "山")]
    [InlineData("NO SUCH SET", new byte[] { 0x4D, 0xFC, 0x41 }, "MA")]
    public void Value_Text_IsDecodedWithItsCharacterSet(string? declared, byte[] bytes, string expected)
    {
        var identifier = new DicomDataSet();
        if (declared is not null)
            identifier.Set(Tags.SpecificCharacterSet, declared.Split('\\'));
        identifier.Set(Tags.PatientName, VR.PN, bytes);
        Assert.Equal(expected, ValueOf(identifier, Tags.PatientName));
    }

    [Fact]
    public void Value_UnknownVR_IsTextWhereTheDictionarySaysSo()
    {
        var text = "É "u8.ToArray();
        var identifier = new DicomDataSet();
        identifier.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        identifier.Set(Tags.PatientID, VR.UN, text);
        identifier.Set(Tags.PixelData, VR.UN, text);
        identifier.SetEmpty(new DicomTag(0x0008, 0x0003), VR.UN);
        Assert.Equal("É", ValueOf(identifier, Tags.PatientID));
        Assert.Null(ValueOf(identifier, Tags.PixelData));
        Assert.Null(ValueOf(identifier, new DicomTag(0x0008, 0x0003)));
    }

    [Theory]
    [InlineData("1.5", "1.5")]
    [InlineData("É", null)]
    public void Value_PrivateUnknownVR_IsTextIfKnownAndPlain(string value, string? expected)
    {
        var identifier = new DicomDataSet();
        identifier.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        identifier.Set(new DicomTag(0x0019, 0x0010), VR.LO, "SIEMENS MR HEADER");
        identifier.Set(new DicomTag(0x0019, 0x1008), VR.UN, Encoding.UTF8.GetBytes(value));
        Assert.Equal(expected, ValueOf(identifier, new DicomTag(0x0019, 0x1008)));
    }

    [Fact]
    public void Value_SinglePrecision_HasNineDigits()
    {
        var identifier = new DicomDataSet();
        identifier.Set(Tags.TableFeedPerRotation, VR.FL, BitConverter.GetBytes(0.1f));
        Assert.Equal("0.100000001", ValueOf(identifier, Tags.TableFeedPerRotation));
    }

    [Theory]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(1e300, "1.0000000000000001e+300")]
    public void Value_UnusualNumber_IsWrittenAsInC(double number, string expected)
    {
        var identifier = new DicomDataSet();
        identifier.Set(Tags.DiffusionBValue, VR.FD, BitConverter.GetBytes(number));
        Assert.Equal(expected, ValueOf(identifier, Tags.DiffusionBValue));
    }

    [Fact]
    public void Value_AnyNumber_ReadsBackExactly() => Gen.Double.Where(double.IsFinite).Sample(number =>
    {
        var identifier = new DicomDataSet();
        identifier.Set(Tags.DiffusionBValue, VR.FD, BitConverter.GetBytes(number));
        var text = ValueOf(identifier, Tags.DiffusionBValue) ?? "";
        return double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) == number && !text.Contains('E', StringComparison.Ordinal);
    });

    [Theory]
    [InlineData(0x0010, 0x1000, "OtherPatientIDs")]
    [InlineData(0x0020, 0x1002, "ImagesInAcquisition")]
    [InlineData(0x0018, 0x1060, "TriggerTime")]
    [InlineData(0x0020, 0x1070, "RETIRED_OtherStudyNumbers")]
    [InlineData(0x5002, 0x0005, "RETIRED_CurveDimensions")]
    [InlineData(0x6002, 0x0010, "OverlayRows")]
    [InlineData(0x0029, 0x00FF, "PrivateCreator")]
    [InlineData(0x0029, 0x1001, "Unknown Tag & Data")]
    [InlineData(0x0008, 0x0003, "Unknown Tag & Data")]
    public void Name_Tag_IsThatOfTheReferenceDictionary(int group, int element, string expected) =>
        Assert.Equal(expected, TagNames.Of(new DicomTag((ushort)group, (ushort)element)));

    private static string? ValueOf(DicomDataSet identifier, DicomTag tag) =>
        FindKey.Of(identifier, SpecificCharacterSet.Latin1).Single(k => k.Tag == tag).Value;

    private static DicomDataSet Query()
    {
        var coded = new DicomDataSet();
        coded.Set(Tags.CodeValue, "X");
        var query = new DicomDataSet();
        void Text(ushort group, ushort element, VR vr, string text) =>
            query.Set(new DicomTag(group, element), vr, Encoding.Latin1.GetBytes(text));
        void Bytes(ushort group, ushort element, VR vr, params byte[] bytes) => query.Set(new DicomTag(group, element), vr, bytes);

        Bytes(0x7FE0, 0x0010, VR.OW, 0, 0);
        Text(0x6000, 0x0022, VR.LO, "ovl ");
        Bytes(0x5000, 0x0005, VR.US, 4, 0);
        Bytes(0x0028, 0x1200, VR.OW, 1, 0, 2, 0);
        Bytes(0x0028, 0x0106, VR.SS, 0xFB, 0xFF);
        Bytes(0x0028, 0x0010, VR.US, 1, 0, 0xFF, 0xFF);
        Bytes(0x0028, 0x0009, VR.AT, 0x18, 0, 0x63, 0x10);
        Bytes(0x0028, 0x0002, VR.US);
        Bytes(0x0020, 0x9157, VR.UL, 7, 0, 0, 0, 8, 0, 0, 0);
        Text(0x0020, 0x1208, VR.IS, "");
        Text(0x0020, 0x1070, VR.IS, "7 ");
        Text(0x0020, 0x000D, VR.UI, "1.2.840.1\0");
        Bytes(0x0018, 0x9089, VR.FD);
        Bytes(0x0018, 0x9087, VR.FD, [.. BitConverter.GetBytes(0.1), .. BitConverter.GetBytes(2.5)]);
        Text(0x0010, 0x4000, VR.LT, " text ");
        Text(0x0010, 0x1020, VR.DS, @" 1.70 \2");
        Text(0x0010, 0x1000, VR.LO, "old ids ");
        Text(0x0010, 0x0020, VR.LO, "");
        Text(0x0010, 0x0010, VR.PN, " Müller^J= ");
        Bytes(0x0009, 0x1002, VR.UN, 0x41, 0x42);
        Text(0x0009, 0x1001, VR.LO, "private ");
        Text(0x0009, 0x0010, VR.LO, "ACME");
        Text(0x0008, 0x1195, VR.UI, "");
        query.SetEmpty(Tags.ReferencedImageSequence);
        Text(0x0008, 0x0061, VR.CS, @"CT \ MR ");
        Text(0x0008, 0x0052, VR.CS, "STUDY ");
        query.Set(Tags.IssuerOfAccessionNumberSequence, coded);
        Text(0x0008, 0x0050, VR.SH, " A7 ");
        Bytes(0x0008, 0x0040, VR.US, 3, 0);
        Text(0x0008, 0x0020, VR.DA, "20240101-20240201 ");
        Text(0x0008, 0x0018, VR.UI, "1.2.3\\1.2.4\0");
        Text(0x0008, 0x0005, VR.CS, "ISO_IR 100");
        return query;
    }
}
