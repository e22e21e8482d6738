using System.Xml.Linq;
using Xunit;

namespace Belfry.Dicom.Tests.Xml;

/// <summary>The Native DICOM Model, by small data sets; tests/Belfry.Conformance compares whole files with another implementation.</summary>
[Trait("Section", "PS3.19 A.1")]
public sealed class DicomXmlTests
{
    private static readonly XNamespace _model = DicomXml.Namespace;

    [Fact]
    public void ToUtf8_Texts_AreNumberedValuesWithoutEmptyOnes()
    {
        var attribute = Only(new DicomDataSet { { Tags.ImageType, "ORIGINAL", "", "AXIAL" } });
        Assert.Equal(("00080008", "CS", "ImageType"), ((string?)attribute.Attribute("tag"), (string?)attribute.Attribute("vr"), (string?)attribute.Attribute("keyword")));
        Assert.Equal(["1 ORIGINAL", "3 AXIAL"], attribute.Elements(_model + "Value").Select(static value => $"{(int?)value.Attribute("number")} {value.Value}"));
    }

    [Fact]
    public void ToUtf8_PersonName_HasItsGroupsAndComponents()
    {
        var attribute = Only(new DicomDataSet { { Tags.PatientName, "Yamada^Tarou^^Dr^III=山田^太郎=やまだ" } });
        Assert.Equal(
            """
            <PersonName number="1" xmlns="http://dicom.nema.org/PS3.19/models/NativeDICOM"><Alphabetic><FamilyName>Yamada</FamilyName><GivenName>Tarou</GivenName><NamePrefix>Dr</NamePrefix><NameSuffix>III</NameSuffix></Alphabetic><Ideographic><FamilyName>山田</FamilyName><GivenName>太郎</GivenName></Ideographic><Phonetic><FamilyName>やまだ</FamilyName></Phonetic></PersonName>
            """,
            Assert.Single(attribute.Elements()).ToString(SaveOptions.DisableFormatting));
    }

    [Fact]
    public void ToUtf8_SequenceAndNumbers_AreItemsAndDecimals()
    {
        var item = new DicomDataSet { { Tags.Rows, 512 } };
        item.Set(Tags.FrameIncrementPointer, VR.AT, new byte[] { 0x18, 0, 0x63, 0x10 });
        var attribute = Only(new DicomDataSet { { Tags.ReferencedSOPSequence, [item, new DicomDataSet()] } });
        Assert.Equal("SQ", (string?)attribute.Attribute("vr"));
        var items = attribute.Elements(_model + "Item").ToList();
        Assert.Equal([1, 2], items.Select(static i => (int?)i.Attribute("number")));
        Assert.Equal(["00181063", "512"], items[0].Descendants(_model + "Value").Select(static value => value.Value));
        Assert.Empty(items[1].Elements());
    }

    [Fact]
    public void ToUtf8_PrivateElement_IsToldByItsCreatorAndNotByItsBlock()
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(new DicomTag(0x0029, 0x0011), VR.LO, "ACME");
        dataSet.Set(new DicomTag(0x0029, 0x1123), VR.LO, "x");
        var attributes = Model(dataSet).Elements().ToList();
        Assert.Equal(["00290011", "00290023"], attributes.Select(static a => (string?)a.Attribute("tag")));
        Assert.Null(attributes[0].Attribute("privateCreator"));
        Assert.Equal("ACME", (string?)attributes[1].Attribute("privateCreator"));
        Assert.Null(attributes[1].Attribute("keyword"));
    }

    [Fact]
    public void ToUtf8_BinaryValues_AreInlineReferencedOrLeftOutAsAsked()
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(Tags.PixelData, VR.OW, new byte[] { 1, 2, 3, 4 });
        Assert.Equal("AQIDBA==", Assert.Single(Only(dataSet).Elements(_model + "InlineBinary")).Value);
        var referenced = Only(dataSet, static (element, place) => $"bulk/{element.Tag.Value:X8}/{place.Count}");
        Assert.Equal("bulk/7FE00010/0", (string?)Assert.Single(referenced.Elements(_model + "BulkData")).Attribute("uri"));
        Assert.Empty(Only(dataSet, static (_, _) => "").Elements());
    }

    [Fact]
    public void ToUtf8_CharactersThatXmlCannotHold_AreReplaced()
    {
        var dataSet = new DicomDataSet { { Tags.SpecificCharacterSet, "ISO_IR 192" } };
        dataSet.Set(Tags.PatientComments, VR.LT, "a\u0001b<&>\u001B\uD83D\uDE00\r\n."u8.ToArray());
        var attribute = Only(dataSet);
        Assert.Equal("a\uFFFDb<&>\uFFFD\uD83D\uDE00\r\n.", attribute.Value);
    }

    private static XElement Only(DicomDataSet dataSet, Func<DicomElement, IReadOnlyList<(DicomTag Sequence, int Item)>, string?>? bulk = null) =>
        Assert.Single(Model(dataSet, bulk).Elements(), static attribute => (string?)attribute.Attribute("tag") != "00080005");

    private static XElement Model(DicomDataSet dataSet, Func<DicomElement, IReadOnlyList<(DicomTag Sequence, int Item)>, string?>? bulk = null)
    {
        using var stream = new MemoryStream(DicomXml.ToUtf8(dataSet, new DicomXmlOptions { WriteBulkDataAt = bulk }).ToArray());
        var model = XDocument.Load(stream, LoadOptions.PreserveWhitespace).Root;
        Assert.Equal(_model + "NativeDicomModel", model?.Name);
        return model!;
    }
}
