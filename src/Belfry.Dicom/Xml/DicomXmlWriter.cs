using System.Globalization;
using System.Xml;

namespace Belfry.Dicom;

/// <summary>Writes data sets as the Native DICOM Model (PS3.19 §A.1.5).</summary>
internal sealed class DicomXmlWriter(XmlWriter writer, DicomXmlOptions options)
{
    private const char Replacement = '\uFFFD';
    private static readonly DicomTag s_trailingPadding = new(0xFFFC, 0xFFFC);

    private readonly List<(DicomTag Sequence, int Item)> _place = [];

    public void WriteModel(DicomDataSet dataSet)
    {
        writer.WriteStartElement(null, "NativeDicomModel", DicomXml.Namespace);
        writer.WriteAttributeString("xml", "space", null, "preserve");
        WriteDataSet(dataSet);
        writer.WriteEndElement();
    }

    private void WriteDataSet(DicomDataSet dataSet)
    {
        foreach (var element in dataSet)
        {
            if (element.Tag.IsGroupLength || element.Tag == s_trailingPadding)
                continue;
            WriteStart("DicomAttribute");
            WriteNames(dataSet, element.Tag);
            writer.WriteAttributeString("vr", element.IsSequence ? VR.SQ.Name : element.VR.Name);
            WriteValue(element);
            writer.WriteEndElement();
        }
    }

    private void WriteNames(DicomDataSet dataSet, DicomTag tag)
    {
        // The block that a private element was put into is of no meaning to others: its creator is told instead (PS3.19 table A.1.5-2).
        var creator = tag.IsPrivate && !tag.IsPrivateCreator ? dataSet.GetPrivateCreator(tag) : null;
        var number = creator is null ? tag.Value : tag.Value & 0xFFFF_00FF;
        writer.WriteAttributeString("tag", number.ToString("X8", CultureInfo.InvariantCulture));
        if (creator is not null)
            writer.WriteAttributeString("privateCreator", Clean(creator));
        else if (DicomDictionary.GetKeyword(tag) is { Length: > 0 } keyword)
            writer.WriteAttributeString("keyword", keyword);
    }

    private void WriteValue(DicomElement element)
    {
        if (element.IsSequence)
            WriteItems(element);
        else if (element.IsEncapsulated || (!element.IsEmpty && element.VR.IsBulk))
            WriteBytes(element);
        else if (element.IsEmpty)
            return;
        else if (element.Tag == Tags.SpecificCharacterSet)
            WriteText("ISO_IR 192", 1);
        else
            WriteStrings(element);
    }

    private void WriteItems(DicomElement element)
    {
        var number = 0;
        foreach (var item in element.Items)
        {
            _place.Add((element.Tag, number++));
            WriteNumbered("Item", number);
            WriteDataSet(item);
            writer.WriteEndElement();
            _place.RemoveAt(_place.Count - 1);
        }
    }

    private void WriteBytes(DicomElement element)
    {
        var reference = options.WriteBulkDataAt?.Invoke(element, _place);
        if (reference is { Length: > 0 })
        {
            WriteStart("BulkData");
            writer.WriteAttributeString("uri", Clean(reference));
            writer.WriteEndElement();
        }
        else if (reference is null && !element.IsEncapsulated)
        {
            WriteStart("InlineBinary");
            writer.WriteString(Convert.ToBase64String(LittleEndianBytes.Of(element).Span));
            writer.WriteEndElement();
        }
    }

    private void WriteStrings(DicomElement element)
    {
        var number = 0;
        foreach (var value in element.GetStrings())
        {
            // An empty value is told by the number that is missing.
            number++;
            if (value.Length == 0)
                continue;
            if (element.VR == VR.PN)
                WritePersonName(value, number);
            else if (element.VR == VR.AT)
                WriteText(value.Replace(",", "", StringComparison.Ordinal), number);
            else
                WriteText(value, number);
        }
    }

    private void WriteText(string value, int number)
    {
        WriteNumbered("Value", number);
        writer.WriteString(Clean(value));
        writer.WriteEndElement();
    }

    private void WritePersonName(string value, int number)
    {
        var name = PersonName.Parse(value);
        WriteNumbered("PersonName", number);
        WriteGroup("Alphabetic", name.Alphabetic);
        WriteGroup("Ideographic", name.Ideographic);
        WriteGroup("Phonetic", name.Phonetic);
        writer.WriteEndElement();
    }

    private void WriteGroup(string representation, PersonNameGroup group)
    {
        if (group.IsEmpty)
            return;
        WriteStart(representation);
        WriteComponent("FamilyName", group.FamilyName);
        WriteComponent("GivenName", group.GivenName);
        WriteComponent("MiddleName", group.MiddleName);
        WriteComponent("NamePrefix", group.Prefix);
        WriteComponent("NameSuffix", group.Suffix);
        writer.WriteEndElement();
    }

    private void WriteComponent(string component, string value)
    {
        if (value.Length == 0)
            return;
        WriteStart(component);
        writer.WriteString(Clean(value));
        writer.WriteEndElement();
    }

    private void WriteNumbered(string element, int number)
    {
        WriteStart(element);
        writer.WriteAttributeString("number", number.ToString(CultureInfo.InvariantCulture));
    }

    private void WriteStart(string element) => writer.WriteStartElement(element, DicomXml.Namespace);

    // Not by an escape: there is none for most of C0, and readers refuse the document.
    private static string Clean(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]))
                continue;
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
                i++;
            else
                text = string.Concat(text.AsSpan(0, i), [Replacement], text.AsSpan(i + 1));
        }

        return text;
    }
}
