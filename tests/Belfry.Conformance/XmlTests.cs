using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Belfry.Dicom;
using Belfry.TestKit;

namespace Belfry.Conformance;

/// <summary>
/// The Native DICOM Model of each sample, compared with DCMTK's dcm2xml: attributes, their names, and every value that is a text. Where dcm2xml is known to be
/// wrong it is not followed: it says an ideographic group again as the phonetic one and
/// the last phonetic group again in an empty name (the private element of several names is left out for it), and writes characters that XML cannot hold.
/// </summary>
public sealed class XmlTests
{
    private static readonly XNamespace _model = DicomXml.Namespace;

    // Character sets that the library below dcm2xml does not know.
    private static readonly string[] _notConverted = ["syn-cs-ir13-ir87.dcm", "syn-cs-ir159.dcm", "syn-cs-ir203-latin9.dcm", "syn-cs-ir87-5c-bytes.dcm"];

    public static TheoryData<string> Samples =>
        [.. Directory.EnumerateFiles(TestData.Path("samples"), "syn-*.dcm").Select(static path => Path.GetFileName(path)).Except(_notConverted).Order()];

    [Theory]
    [MemberData(nameof(Samples))]
    [Trait("Section", "PS3.19 A.1")]
    public async Task ToUtf8_Sample_SaysWhatDcm2XmlSays(string name)
    {
        var path = TestData.Path("samples", name);
        var (code, output) = await ForeignTool.RunAsync("dcm2xml", "-q", "-nat", "+U8", path);
        Assert.True(code == 0, output);
        var theirs = XDocument.Parse(string.Concat(output.Select(static c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\uFFFD')), LoadOptions.PreserveWhitespace).Root;
        using var stream = new MemoryStream(DicomXml.ToUtf8(DicomFile.Parse(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).DataSet).ToArray());
        var ours = XDocument.Load(stream, LoadOptions.PreserveWhitespace).Root;
        Assert.Equal(Describe(theirs!, XNamespace.None, ""), Describe(ours!, _model, ""));
    }

    private static string Text(XElement value, string? vr, XNamespace model)
    {
        // Zero has two signs, and the last digits are a matter of taste.
        if (vr == "FL" && float.TryParse(value.Value, CultureInfo.InvariantCulture, out var single))
            return (single == 0 ? 0 : single).ToString("G6", CultureInfo.InvariantCulture);
        if (vr == "FD" && double.TryParse(value.Value, CultureInfo.InvariantCulture, out var number))
            return (number == 0 ? 0 : Math.Clamp(number, double.MinValue, double.MaxValue)).ToString("G6", CultureInfo.InvariantCulture);
        var phonetic = value.Element(model + "Phonetic");
        if (phonetic is not null && phonetic.Value == value.Element(model + "Ideographic")?.Value)
            phonetic.Remove();
        return string.Join('^', value.DescendantNodes().OfType<XText>().Select(static text => text.Value.Trim()).Where(static text => text.Length > 0));
    }

    private static IEnumerable<string> Describe(XElement place, XNamespace model, string path)
    {
        // What a conversion says of itself may differ.
        foreach (var attribute in place.Elements(model + "DicomAttribute").Where(static attribute => (string?)attribute.Attribute("tag") != "00080005"))
        {
            var name = $"{path}{(string?)attribute.Attribute("tag")} {(string?)attribute.Attribute("vr")} {(string?)attribute.Attribute("keyword")} {(string?)attribute.Attribute("privateCreator")}";
            yield return name;
            var names = attribute.Elements(model + "PersonName").Where(_ => attribute.Attribute("privateCreator") is null);

            // An empty value may be said or left out.
            foreach (var value in attribute.Elements(model + "Value").Where(static value => value.Value.Length > 0).Concat(names))
                yield return $"{name} {(string?)value.Attribute("number")}: {Text(value, (string?)attribute.Attribute("vr"), model)}";
            foreach (var item in attribute.Elements(model + "Item"))
            {
                foreach (var inner in Describe(item, model, $"{path}{(string?)attribute.Attribute("tag")}/{(string?)item.Attribute("number")}/"))
                    yield return inner;
            }
        }
    }
}
