using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// The JSON that plugins know, which is not the DICOM JSON model: tags as <c>gggg,eeee</c> with name, type and value (Full), with the
/// value alone (Short), or values by keyword (Human). Formats, flags and types as the reference host was seen to write them.
/// </summary>
internal sealed class PluginJsonWriter
{
    private const string UnknownName = "Unknown Tag & Data";

    private readonly OrthancDicomToJsonFormat _format;
    private readonly OrthancDicomToJsonFlags _flags;
    private readonly uint _maxStringLength;
    private readonly Utf8JsonWriter _json;

    private PluginJsonWriter(
        IBufferWriter<byte> output, OrthancDicomToJsonFormat format, OrthancDicomToJsonFlags flags, uint maxStringLength)
    {
        _format = format;
        _flags = flags;
        _maxStringLength = maxStringLength;
        _json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Writes a data set, without file meta information.</summary>
    /// <param name="dataSet">What to write.</param>
    /// <param name="output">Receives UTF-8.</param>
    /// <param name="format">One of the three formats.</param>
    /// <param name="flags">What is included, and how binary values are shown.</param>
    /// <param name="maxStringLength">Longer text becomes null, in bytes of UTF-8; 0 for no limit.</param>
    public static void Write(
        DicomDataSet dataSet, IBufferWriter<byte> output, OrthancDicomToJsonFormat format, OrthancDicomToJsonFlags flags,
        uint maxStringLength)
    {
        if (!Enum.IsDefined(format))
            throw new ServiceException(OrthancErrorCode.ParameterOutOfRange);
        var writer = new PluginJsonWriter(output, format, flags, maxStringLength);
        using (writer._json)
            writer.WriteDataSet(dataSet);
    }

    private void WriteDataSet(DicomDataSet dataSet)
    {
        // Several unknown tags have one name; JSON wants each name once.
        var names = _format == OrthancDicomToJsonFormat.Human ? new HashSet<string>(StringComparer.Ordinal) : null;
        _json.WriteStartObject();
        foreach (var element in dataSet)
        {
            if (element.Tag.Group <= 2)
                continue;
            var creator = CreatorOf(dataSet, element.Tag);
            var name = NameOf(element.Tag, creator);
            if (IsIncluded(element, name) && (names is null || names.Add(name ?? UnknownName)))
                WriteElement(element, name ?? UnknownName, creator);
            if (element.Tag == Tags.PixelData && Has(OrthancDicomToJsonFlags.StopAfterPixelData))
                break;
        }

        _json.WriteEndObject();
    }

    private bool IsIncluded(DicomElement element, string? name)
    {
        var tag = element.Tag;
        if (tag.IsGroupLength && Has(OrthancDicomToJsonFlags.SkipGroupLengths))
            return false;
        if (tag.IsPrivate && !Has(OrthancDicomToJsonFlags.IncludePrivateTags))
            return false;
        if (name is null && !Has(OrthancDicomToJsonFlags.IncludeUnknownTags))
            return false;
        if (tag == Tags.PixelData)
            return Has(OrthancDicomToJsonFlags.IncludePixelData);
        return !IsBinary(element) || Has(OrthancDicomToJsonFlags.IncludeBinary);
    }

    private void WriteElement(DicomElement element, string name, string? creator)
    {
        if (_format == OrthancDicomToJsonFormat.Human)
            _json.WritePropertyName(name);
        else
            _json.WritePropertyName(string.Create(null, stackalloc char[16], $"{element.Tag.Group:x4},{element.Tag.Element:x4}"));
        if (_format != OrthancDicomToJsonFormat.Full)
        {
            WriteValue(element, out _);
            return;
        }

        _json.WriteStartObject();
        _json.WriteString("Name", name);
        if (creator is not null && !element.IsSequence)
            _json.WriteString("PrivateCreator", creator);
        _json.WritePropertyName("Value");
        WriteValue(element, out var type);
        _json.WriteString("Type", type);
        _json.WriteEndObject();
    }

    private void WriteValue(DicomElement element, out string type)
    {
        if (element.IsSequence)
        {
            type = "Sequence";
            _json.WriteStartArray();
            foreach (var item in element.Items)
                WriteDataSet(item);
            _json.WriteEndArray();
        }
        else if (IsBinary(element) || element.Tag == Tags.PixelData)
        {
            type = WriteBinary(element);
        }
        else if (TextOf(element) is not { } text)
        {
            type = "Null";
            _json.WriteNullValue();
        }
        else if (_maxStringLength != 0 && Encoding.UTF8.GetByteCount(text) > _maxStringLength)
        {
            type = "TooLong";
            _json.WriteNullValue();
        }
        else
        {
            type = "String";
            _json.WriteStringValue(text);
        }
    }

    private string WriteBinary(DicomElement element)
    {
        if (Has(OrthancDicomToJsonFlags.ConvertBinaryToNull) || element.IsEncapsulated)
        {
            _json.WriteNullValue();
            return "Null";
        }

        var bytes = element.RawValue.Span;
        if (Has(OrthancDicomToJsonFlags.ConvertBinaryToAscii))
            _json.WriteStringValue(Printable(bytes));
        else
            _json.WriteStringValue("data:application/octet-stream;base64," + Convert.ToBase64String(bytes));
        return "Binary";
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

    private static string? CreatorOf(DicomDataSet dataSet, DicomTag tag) => tag.IsPrivate && tag.Element >= 0x1000
        ? dataSet.GetString(new DicomTag(tag.Group, (ushort)(tag.Element >> 8)))
        : null;

    private static string? NameOf(DicomTag tag, string? creator)
    {
        if (tag.IsPrivateCreator)
            return "PrivateCreator";
        if (tag.IsPrivate)
            return creator is null ? null : DicomDictionary.FindPrivate(tag, creator)?.Keyword;
        return tag.IsGroupLength ? "GenericGroupLength" : DicomDictionary.GetKeyword(tag);
    }

    private bool Has(OrthancDicomToJsonFlags flag) => (_flags & flag) != 0;
}
