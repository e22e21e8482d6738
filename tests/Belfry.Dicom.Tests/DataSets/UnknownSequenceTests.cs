using CsCheck;
using Xunit;

namespace Belfry.Dicom.Tests.DataSets;

/// <summary>Sequences that came as UN: implicit VR inside (PS3.5 §6.2.2 note 2), or, from some writers, explicit VR.</summary>
[Trait("Section", "PS3.5 6.2.2")]
public sealed class UnknownSequenceTests
{
    private const uint Undefined = 0xFFFF_FFFF;

    // Private, so that only the bytes say that it is a sequence; known, so that it is one even when its length is defined.
    private static readonly DicomTag s_private = new(0x0009, 0x1010);
    private static readonly DicomTag s_known = Tags.ScheduledProcedureStepSequence;

    [Theory]
    [InlineData(true, SequenceLengths.Undefined)]
    [InlineData(true, SequenceLengths.Defined)]
    [InlineData(false, SequenceLengths.Undefined)]
    [InlineData(false, SequenceLengths.Defined)]
    public void Parse_AnyItemInUN_IsReadInItsOwnEncoding(bool isExplicit, SequenceLengths lengths) => DataSetGen.Nested(2).Sample(
        dataSet =>
        {
            var syntax = isExplicit ? TransferSyntax.ExplicitVRLittleEndian : TransferSyntax.ImplicitVRLittleEndian;
            var content = dataSet.ToBytes(syntax, new DicomWriteOptions { SequenceLengths = lengths });
            foreach (var bytes in new[] { Wrap(s_private, Undefined, Undefined, content), Wrap(s_known, 0, (uint)content.Length, content) })
            {
                var read = DicomDataSet.Parse(bytes, TransferSyntax.ExplicitVRLittleEndian);
                var element = Assert.Single(read);
                SameMeaning.Assert(dataSet, Assert.Single(element.Items), vrsSurvive: isExplicit);
            }
        },
        iter: 100);

    [Fact]
    public async Task ReadAsync_ExplicitItemsInPieces_IsTheSameAsParse() => await DataSetGen.Nested(2).SampleAsync(
        async dataSet =>
        {
            var bytes = Wrap(s_private, Undefined, Undefined, dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
            using var stream = new TrickleStream(bytes);
            var read = await DicomDataSet.ReadAsync(stream, TransferSyntax.ExplicitVRLittleEndian, cancellation: TestContext.Current.CancellationToken);
            SameMeaning.Assert(dataSet, Assert.Single(Assert.Single(read).Items), vrsSurvive: true);
        },
        iter: 30);

    [Fact]
    public void Parse_ExplicitItem_WarnsAndIsWrittenAsItShouldBe()
    {
        var item = new DicomDataSet { { Tags.Modality, "CT" }, { Tags.PatientName, "Doe^Jane" } };
        var bytes = Wrap(s_private, Undefined, Undefined, item.ToBytes(TransferSyntax.ExplicitVRLittleEndian));
        var warnings = new List<string>();
        var read = DicomDataSet.Parse(bytes, TransferSyntax.ExplicitVRLittleEndian, new DicomReadOptions { OnWarning = warnings.Add });

        Assert.Equal("(0009,1010) came as UN and holds explicit VR (at byte 12)", Assert.Single(warnings));
        var correct = Wrap(s_private, Undefined, Undefined, item.ToBytes(TransferSyntax.ImplicitVRLittleEndian));
        Assert.Equal(correct, read.ToBytes(TransferSyntax.ExplicitVRLittleEndian, new DicomWriteOptions { SequenceLengths = SequenceLengths.Undefined }));
    }

    [Fact]
    public void Parse_ImplicitLengthThatSpellsAVR_StaysImplicit()
    {
        // 4F4CH, little endian, is "LO": with two zeros behind, an empty text to a reader of explicit VR.
        var item = new DicomDataSet();
        item.Set(Tags.TextValue, VR.UT, new string('x', 0x4F4C));
        item.Set(Tags.ConceptCodeSequence, [new DicomDataSet { { Tags.CodeValue, "1" } }]);
        var content = item.ToBytes(TransferSyntax.ImplicitVRLittleEndian);
        Assert.Equal("LO\0\0"u8.ToArray(), content[4..8]);

        var warnings = new List<string>();
        var read = DicomDataSet.Parse(
            Wrap(s_private, Undefined, Undefined, content), TransferSyntax.ExplicitVRLittleEndian, new DicomReadOptions { OnWarning = warnings.Add });

        Assert.Empty(warnings);
        SameMeaning.Assert(item, Assert.Single(Assert.Single(read).Items), vrsSurvive: true);
    }

    [Fact]
    public void Parse_ExplicitLettersThatSpellALength_AreReadOn()
    {
        // "LO" is an even length that fits as well here: what follows decides.
        var item = new DicomDataSet { { Tags.Manufacturer, "" }, { Tags.InstitutionName, "Here" } };
        item.Set(Tags.PixelData, VR.OW, new byte[100_000]);
        var bytes = Wrap(s_private, Undefined, Undefined, item.ToBytes(TransferSyntax.ExplicitVRLittleEndian));

        SameMeaning.Assert(item, Assert.Single(Assert.Single(DicomDataSet.Parse(bytes, TransferSyntax.ExplicitVRLittleEndian)).Items), vrsSurvive: true);
    }

    [Fact]
    public void Parse_ImplicitAndExplicitItemSideBySide_EachIsReadInItsOwn()
    {
        var item = new DicomDataSet { { Tags.Modality, "CT" }, { Tags.PatientName, "Doe^Jane" } };
        byte[] items =
        [
            .. Item(Undefined, item.ToBytes(TransferSyntax.ExplicitVRLittleEndian)), .. Item(Undefined, []),
            .. Item(Undefined, item.ToBytes(TransferSyntax.ImplicitVRLittleEndian)),
        ];

        var read = Assert.Single(DicomDataSet.Parse(Sequence(s_private, Undefined, items), TransferSyntax.ExplicitVRLittleEndian)).Items;

        Assert.Equal(3, read.Count);
        SameMeaning.Assert(item, read[0], vrsSurvive: true);
        Assert.Empty(read[1]);
        SameMeaning.Assert(item, read[2], vrsSurvive: true);
    }

    /// <summary>The sequence with one item; lengths of FFFFFFFFH are undefined and delimited.</summary>
    private static byte[] Wrap(DicomTag tag, uint sequenceLength, uint itemLength, byte[] content)
    {
        var item = Item(itemLength, content);
        return Sequence(tag, sequenceLength == Undefined ? Undefined : (uint)item.Length, item);
    }

    private static byte[] Sequence(DicomTag tag, uint length, byte[] items) =>
    [
        (byte)tag.Group, (byte)(tag.Group >> 8), (byte)tag.Element, (byte)(tag.Element >> 8), .. "UN\0\0"u8, .. BitConverter.GetBytes(length), .. items,
        .. length == Undefined ? [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0] : Array.Empty<byte>(),
    ];

    private static byte[] Item(uint length, byte[] content) =>
    [
        0xFE, 0xFF, 0x00, 0xE0, .. BitConverter.GetBytes(length), .. content,
        .. length == Undefined ? [0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0] : Array.Empty<byte>(),
    ];
}
