using Xunit;

namespace Belfry.Dicom.Tests.Json;

public sealed class DicomDumpTests
{
    private static string Dump(DicomDataSet dataSet, int maxValueLength = 80)
    {
        using var output = new StringWriter { NewLine = "\n" };
        DicomDump.Write(dataSet, output, maxValueLength);
        return output.ToString();
    }

    [Fact]
    public void Write_ADataSet_GivesOneLinePerElement()
    {
        var item = new DicomDataSet { { Tags.Modality, "CT" } };
        var dataSet = new DicomDataSet { { Tags.PatientName, "Doe^John" }, { Tags.Rows, 512 }, { Tags.ScheduledProcedureStepSequence, item } };
        dataSet.SetEmpty(Tags.PatientID);
        dataSet.Set(Tags.PixelData, VR.OB, new byte[] { 0, 255, 16, 1 });
        Assert.Equal("""
            (0010,0010) PN [Doe^John]                    # 8, 1 PatientName
            (0010,0020) LO (no value)                    # 0, 0 PatientID
            (0028,0010) US 512                           # 2, 1 Rows
            (0040,0100) SQ 1 item(s)                     # LEN, 1 ScheduledProcedureStepSequence
              item 1
                (0008,0060) CS [CT]                          # 2, 1 Modality
            (7FE0,0010) OB 00 FF 10 01                   # 4, 1 PixelData

            """.Replace("LEN", dataSet.First(element => element.IsSequence).Length.ToString()), Dump(dataSet));
    }

    [Fact]
    public void Write_PrivateElements_NamesThemByTheirCreator()
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(new DicomTag(0x00290010), "SIEMENS CSA HEADER");
        dataSet.Set(new DicomTag(0x00291010), VR.OB, new byte[] { 1, 2 });
        dataSet.Set(new DicomTag(0x002910FE), VR.OB, new byte[] { 1, 2 });
        var lines = Dump(dataSet).Split('\n');
        Assert.EndsWith("1 PrivateCreator", lines[0]);
        Assert.Contains("CSA", lines[1].Split('#')[1], StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("1 Private", lines[2]);
    }

    [Theory]
    [InlineData("\u001B[31mred", @"\u001B[31mred")]
    [InlineData("a\r\nb\u0007", @"a\u000D\u000Ab\u0007")]
    [InlineData("\u009B2J\u202Egpj", @"\u009B2J\u202Egpj")]
    [InlineData("\u2028\uFEFF\u0000", @"\u2028\uFEFF\u0000")]
    [InlineData("\U000E0041", @"\U000E0041")]
    [InlineData("Müller^山田", "Müller^山田")]
    public void Escape_WhatATerminalWouldObey_IsSpelledOut(string text, string expected) => Assert.Equal(expected, DumpText.Escape(text, 80));

    [Fact]
    public void Write_LongValues_AreCut()
    {
        var dataSet = new DicomDataSet { { Tags.PatientComments, new string('x', 100) } };
        dataSet.Set(Tags.PixelData, VR.OB, new byte[100]);
        var dump = Dump(dataSet, 10);
        Assert.Contains("[xxxxxxxxxx…]", dump);
        Assert.Contains("00 00 00 00 …", dump);
    }
}
