using System.Buffers;
using Xunit;

namespace Belfry.Dicom.Tests.DataSets;

public sealed class DicomDataSetTests
{
    [Fact]
    public void Add_TypedValues_AreReadBack()
    {
        var dataSet = new DicomDataSet
        {
            { Tags.PatientName, "Müller^Änne" },
            { Tags.PatientBirthDate, new DateOnly(1960, 2, 29) },
            { Tags.StudyTime, new TimeOnly(10, 15, 30) },
            { Tags.Rows, 512 },
            { Tags.PixelSpacing, "0.5", "0.25" },
            { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.Modality, "CT" } } },
        };

        Assert.Equal("Müller^Änne", dataSet.GetString(Tags.PatientName));
        Assert.Equal(new DateOnly(1960, 2, 29), dataSet.GetDate(Tags.PatientBirthDate));
        Assert.Equal(new TimeOnly(10, 15, 30), dataSet.GetTime(Tags.StudyTime));
        Assert.Equal(512, dataSet.GetInteger(Tags.Rows));
        Assert.Equal([0.5, 0.25], dataSet.GetNumbers(Tags.PixelSpacing));
        Assert.Equal("CT", dataSet.GetItem(Tags.ScheduledProcedureStepSequence)?.GetString(Tags.Modality));
        Assert.Null(dataSet.GetString(Tags.PatientID));
    }

    [Fact]
    [Trait("Section", "PS3.3 C.12.1.1.2")]
    public void ToBytes_UnicodeWithoutDeclaration_DeclaresUtf8()
    {
        var dataSet = new DicomDataSet { { Tags.PatientName, "山田^太郎" }, { Tags.Modality, "CT" } };

        var read = DicomDataSet.Parse(dataSet.ToBytes(TransferSyntax.ImplicitVRLittleEndian), TransferSyntax.ImplicitVRLittleEndian);

        Assert.Equal("ISO_IR 192", read.GetString(Tags.SpecificCharacterSet));
        Assert.Equal("山田^太郎", read.GetString(Tags.PatientName));
    }

    [Fact]
    [Trait("Section", "PS3.3 C.12.1.1.2")]
    public void CharacterSet_OfItem_IsThatAroundItUnlessItHasItsOwn()
    {
        var own = new DicomDataSet { { Tags.SpecificCharacterSet, "ISO_IR 144" }, { Tags.PatientName, "Люк" } };
        var inherits = new DicomDataSet { { Tags.PatientName, "Büc" } };
        var dataSet = new DicomDataSet
        {
            { Tags.SpecificCharacterSet, "ISO_IR 100" },
            { Tags.ScheduledProcedureStepSequence, own, inherits },
        };

        var read = DicomDataSet.Parse(dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian);
        var items = read.GetSequence(Tags.ScheduledProcedureStepSequence);

        Assert.Equal("Люк", items[0].GetString(Tags.PatientName));
        Assert.Equal("Büc", items[1].GetString(Tags.PatientName));
        Assert.Equal("B\u00FCc "u8.Length - 1, items[1].TryGetElement(Tags.PatientName, out var name) ? name.Length : 0);
    }

    [Fact]
    public void Reencode_ReadDataSet_SaysWhatDoesNotFitAndKeepsTheRest()
    {
        var source = new DicomDataSet
        {
            { Tags.PatientName, "Müller^山" },
            { Tags.ScheduledProcedureStepSequence, new DicomDataSet { { Tags.ScheduledProcedureStepDescription, "Schädel" } } },
        };
        var dataSet = DicomDataSet.Parse(source.ToBytes(TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian);

        var misfits = dataSet.Reencode(SpecificCharacterSet.Latin1);

        var misfit = Assert.Single(misfits);
        Assert.Equal(Tags.PatientName, misfit.Tag);
        Assert.Equal(["山"], misfit.Characters);
        var read = DicomDataSet.Parse(dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian), TransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal("ISO_IR 100", read.GetString(Tags.SpecificCharacterSet));
        Assert.Equal("Müller^?", read.GetString(Tags.PatientName));
        Assert.Equal("Schädel", read.GetItem(Tags.ScheduledProcedureStepSequence)?.GetString(Tags.ScheduledProcedureStepDescription));
    }

    [Fact]
    [Trait("Section", "PS3.5 6.2.2")]
    public void ToBytes_ShortVRLongerThan16Bits_IsWrittenAsUNAndReadBack()
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(Tags.LUTExplanation, VR.LO, new string('x', 70_000));

        var bytes = dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian);

        Assert.Equal("UN"u8.ToArray(), bytes[4..6]);
        Assert.Equal(70_000, DicomDataSet.Parse(bytes, TransferSyntax.ExplicitVRLittleEndian).GetString(Tags.LUTExplanation)?.Length);
    }

    [Theory]
    [Trait("Section", "PS3.5 6.2.2")]
    [InlineData(SequenceLengths.Defined)]
    [InlineData(SequenceLengths.Undefined)]
    public void ToBytes_TextThatCameAsUNInAnotherCharacterSet_HasTheLengthThatIsSaid(SequenceLengths lengths)
    {
        byte[] latin = [0x10, 0x00, 0x10, 0x00, .. "UN\0\0"u8, 6, 0, 0, 0, .. "M"u8, 0xFC, .. "ller"u8];
        byte[] item = [0xFE, 0xFF, 0x00, 0xE0, (byte)latin.Length, 0, 0, 0, .. latin];
        byte[] bytes =
        [
            0x08, 0x00, 0x05, 0x00, .. "CS"u8, 10, 0, .. "ISO_IR 100"u8,
            0x40, 0x00, 0x75, 0x02, .. "SQ\0\0"u8, (byte)item.Length, 0, 0, 0, .. item,
            0x40, 0x00, 0x00, 0x14, .. "LT"u8, 2, 0, .. "x "u8,
        ];
        var dataSet = DicomDataSet.Parse(bytes, TransferSyntax.ExplicitVRLittleEndian);
        dataSet.Reencode(SpecificCharacterSet.Utf8);

        var written = dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian, new DicomWriteOptions { SequenceLengths = lengths });

        var read = DicomDataSet.Parse(written, TransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal("Müller", read.GetItem(Tags.RequestAttributesSequence)?.GetString(Tags.PatientName));
        Assert.Equal("x", read.GetString(Tags.RequestedProcedureComments));
    }

    [Fact]
    [Trait("Section", "PS3.5 7.2")]
    public void ToBytes_GroupLength_IsCorrected()
    {
        var dataSet = new DicomDataSet { { Tags.CommandGroupLength, 0 }, { Tags.CommandField, 0x30 }, { Tags.MessageID, 7 } };

        var read = DicomDataSet.Parse(dataSet.ToBytes(TransferSyntax.ImplicitVRLittleEndian), TransferSyntax.ImplicitVRLittleEndian);

        Assert.Equal(20, read.GetInteger(Tags.CommandGroupLength));
    }

    [Fact]
    public void WriteTo_AnswerOfFifteenElements_AllocatesNothing()
    {
        var answer = Answer();
        var output = new ArrayBufferWriter<byte>(4096);
        answer.WriteTo(output, TransferSyntax.ExplicitVRLittleEndian);
        output.ResetWrittenCount();
        var before = GC.GetAllocatedBytesForCurrentThread();
        answer.WriteTo(output, TransferSyntax.ExplicitVRLittleEndian);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Parse_QueryOfTwentyElements_AllocatesOneIndexPerLevel()
    {
        var bytes = Answer().ToBytes(TransferSyntax.ImplicitVRLittleEndian);
        DicomDataSet.Parse(bytes, TransferSyntax.ImplicitVRLittleEndian);
        var before = GC.GetAllocatedBytesForCurrentThread();
        DicomDataSet.Parse(bytes, TransferSyntax.ImplicitVRLittleEndian);

        // Source, report, two data sets, two indexes of 24 bytes per element, one array of items.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1100);
    }

    private static DicomDataSet Answer() => new()
    {
        { Tags.SpecificCharacterSet, "ISO_IR 100" },
        { Tags.AccessionNumber, "A0001" },
        { Tags.ReferringPhysicianName, "House^Gregory" },
        { Tags.PatientName, "Doe^John" },
        { Tags.PatientID, "P1" },
        { Tags.PatientBirthDate, "19600229" },
        { Tags.PatientSex, "M" },
        { Tags.StudyInstanceUID, "1.2.3.4" },
        { Tags.RequestedProcedureDescription, "CT Head" },
        { Tags.RequestedProcedureID, "RP1" },
        {
            Tags.ScheduledProcedureStepSequence,
            new DicomDataSet
            {
                { Tags.Modality, "CT" },
                { Tags.ScheduledStationAETitle, "STATION" },
                { Tags.ScheduledProcedureStepStartDate, "20260101" },
                { Tags.ScheduledProcedureStepStartTime, "1015" },
            }
        },
    };
}
