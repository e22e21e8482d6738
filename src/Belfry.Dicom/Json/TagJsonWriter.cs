using System.Text;
using System.Text.Json;

namespace Belfry.Dicom;

/// <summary>Writes <see cref="TagJson"/>. Formats, flags and types as the reference host was seen to write them.</summary>
internal sealed class TagJsonWriter(Utf8JsonWriter json, TagJsonOptions options)
{
    private const string UnknownName = "Unknown Tag & Data";

    public void WriteDataSet(DicomDataSet dataSet) => WriteDataSet(dataSet, options.Only);

    private void WriteDataSet(DicomDataSet dataSet, Predicate<DicomTag>? only)
    {
        json.WriteStartObject();
        if (options.Format == TagJsonFormat.Human)
        {
            // Several unknown tags have one name; JSON wants each name once.
            var members = new SortedList<string, DicomElement>(dataSet.Count, StringComparer.Ordinal);
            foreach (var (name, _, element) in Included(dataSet, only))
                members.TryAdd(name, element);
            foreach (var (name, element) in members)
            {
                json.WritePropertyName(name);
                WriteValue(element, Classify(element));
            }
        }
        else
        {
            foreach (var (name, creator, element) in Included(dataSet, only))
            {
                json.WritePropertyName($"{element.Tag.Group:x4},{element.Tag.Element:x4}");
                if (options.Format == TagJsonFormat.Full)
                    WriteFull(element, name, creator);
                else
                    WriteValue(element, Classify(element));
            }
        }

        json.WriteEndObject();
    }

    private IEnumerable<(string Name, string? Creator, DicomElement Element)> Included(DicomDataSet dataSet, Predicate<DicomTag>? only)
    {
        foreach (var element in dataSet)
        {
            if (element.Tag.Group < 2 || (element.Tag.Group == 2 && !options.FileMeta) || only?.Invoke(element.Tag) == false)
                continue;
            var creator = dataSet.GetPrivateCreator(element.Tag);
            var name = TagJson.NameOf(element.Tag, creator);
            if (IsIncluded(element, name))
                yield return (name ?? UnknownName, creator, element);
            if (element.Tag == Tags.PixelData && Has(TagJsonContents.StopAfterPixelData))
                break;
        }
    }

    private bool IsIncluded(DicomElement element, string? name)
    {
        var tag = element.Tag;
        if (tag.IsGroupLength && Has(TagJsonContents.SkipGroupLengths))
            return false;
        if (tag.IsPrivate && !Has(TagJsonContents.PrivateTags))
            return false;
        if (name is null && !Has(TagJsonContents.UnknownTags))
            return false;
        if (tag == Tags.PixelData)
            return Has(TagJsonContents.PixelData);
        return !IsBinary(element) || Has(TagJsonContents.Binary);
    }

    private void WriteFull(DicomElement element, string name, string? creator)
    {
        var value = Classify(element);
        json.WriteStartObject();
        json.WriteString("Name", name);
        if (creator is not null && !element.IsSequence)
            json.WriteString("PrivateCreator", creator);
        json.WriteString("Type", value.Type);
        json.WritePropertyName("Value");
        WriteValue(element, value);
        json.WriteEndObject();
    }

    private void WriteValue(DicomElement element, (string Type, string? Text) value)
    {
        if (!element.IsSequence)
        {
            json.WriteStringValue(value.Text);
            return;
        }

        json.WriteStartArray();
        foreach (var item in element.Items)
            WriteDataSet(item, null);
        json.WriteEndArray();
    }

    private (string Type, string? Text) Classify(DicomElement element)
    {
        if (element.IsSequence)
            return ("Sequence", null);
        if (IsBinary(element) || element.Tag == Tags.PixelData)
            return BinaryOf(element);
        if (TextOf(element) is not { } text)
            return ("Null", null);
        var isTooLong = options.MaximumTextLength != 0 && !options.WithoutLimit.Contains(element.Tag)
            && Encoding.UTF8.GetByteCount(text) > options.MaximumTextLength;
        return isTooLong ? ("TooLong", null) : ("String", text);
    }

    private (string Type, string? Text) BinaryOf(DicomElement element)
    {
        if (Has(TagJsonContents.BinaryAsNull) || element.IsEncapsulated || element.IsDeferred)
            return ("Null", null);
        var bytes = element.RawValue.Span;
        return ("Binary", Has(TagJsonContents.BinaryAsAscii)
            ? Printable(bytes)
            : "data:application/octet-stream;base64," + Convert.ToBase64String(bytes));
    }

    // Text, even when empty, is a string; numbers are decimal text, and null when there are none.
    private static string? TextOf(DicomElement element)
    {
        if (element.VR.IsText)
            return element.GetString() ?? "";
        if (element.IsEmpty || element.VR.IsBulk)
            return null;
        return element.VR == VR.AT
            ? string.Join('\\', element.GetStrings().Select(t => DicomTag.Parse(t)).Select(t => $"{t.Group:x4},{t.Element:x4}"))
            : element.GetString();
    }

    private static bool IsBinary(DicomElement element) => element.VR is VR.OB or VR.OW or VR.UN && !element.IsSequence;

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
        {
            if (value is (byte)'\n' or (>= 0x20 and < 0x7F))
                text.Append((char)value);
        }

        return text.ToString();
    }

    private bool Has(TagJsonContents contents) => (options.Contents & contents) != 0;
}
