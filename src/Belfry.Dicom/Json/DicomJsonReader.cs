using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Belfry.Dicom;

/// <summary>Reads data sets from the DICOM JSON model (PS3.18 §F.2): strict, forward only, with the place of a fault.</summary>
internal ref partial struct DicomJsonReader
{
    private const int LevelsPerSequence = 4;

    private readonly DicomJsonOptions _options;
    private readonly List<(DicomTag Tag, int Item)> _path = [];
    private Utf8JsonReader _json;

    public DicomJsonReader(ReadOnlySpan<byte> utf8, DicomJsonOptions options)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        _options = options;
        _json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = (options.MaxDepth * LevelsPerSequence) + 8 });
    }

    public DicomDataSet ReadDocument()
    {
        Read();
        if (_json.TokenType != JsonTokenType.StartObject)
            throw Fault("a data set is an object");
        var dataSet = ReadDataSet(0);
        return TryRead() ? throw Fault("something follows the data set") : dataSet;
    }

    public List<DicomDataSet> ReadDocuments()
    {
        var dataSets = new List<DicomDataSet>();
        Read();
        if (_json.TokenType == JsonTokenType.StartArray)
        {
            for (Read(); _json.TokenType != JsonTokenType.EndArray; Read())
            {
                if (_json.TokenType != JsonTokenType.StartObject)
                    throw Fault($"entry {dataSets.Count} is not an object");
                dataSets.Add(ReadDataSet(0));
            }
        }
        else if (_json.TokenType == JsonTokenType.StartObject)
        {
            dataSets.Add(ReadDataSet(0));
        }
        else
        {
            throw Fault("neither an array nor an object");
        }

        return TryRead() ? throw Fault("something follows the data sets") : dataSets;
    }

    private DicomDataSet ReadDataSet(int depth)
    {
        if (depth > _options.MaxDepth)
            throw Fault($"sequences are nested deeper than {_options.MaxDepth} levels");
        var dataSet = new DicomDataSet();
        for (Read(); _json.TokenType != JsonTokenType.EndObject; Read())
        {
            var tag = ReadTag();
            _path.Add((tag, -1));
            if (dataSet.Contains(tag))
                throw Fault("the attribute stands twice");
            Read();
            if (_json.TokenType != JsonTokenType.StartObject)
                throw Fault("an attribute is an object");
            ReadElement(dataSet, tag, depth);
            _path.RemoveAt(_path.Count - 1);
        }

        return dataSet;
    }

    private readonly DicomTag ReadTag()
    {
        var name = _json.ValueSpan;
        if (name.Length != 8 || !uint.TryParse(name, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw Fault("an attribute's name is eight hexadecimal digits");
        var tag = new DicomTag(value);
        return tag.IsItemOrDelimiter ? throw Fault("items and delimiters are not attributes") : tag;
    }

    private void ReadElement(DicomDataSet dataSet, DicomTag tag, int depth)
    {
        var vr = FindVR();
        var hasValue = false;
        for (Read(); _json.TokenType != JsonTokenType.EndObject; Read())
        {
            var isVR = IsNamed("vr"u8);
            if (!isVR && hasValue)
                throw Fault("Value, InlineBinary and BulkDataURI exclude each other");
            hasValue |= !isVR;
            if (isVR)
                Read();
            else if (IsNamed("Value"u8))
                ReadValues(dataSet, tag, vr, depth);
            else if (IsNamed("InlineBinary"u8))
                SetBytes(dataSet, tag, vr, ReadInlineBinary());
            else if (IsNamed("BulkDataURI"u8))
                SetBytes(dataSet, tag, vr, ReadBulkData(tag, vr));
            else
                throw Fault("an attribute has vr, Value, InlineBinary and BulkDataURI, and no other members");
        }

        if (!dataSet.Contains(tag))
            dataSet.SetEmpty(tag, vr);
    }

    // Mostly the first member. Where it is not, the others are passed over to look for it, then read.
    private readonly VR FindVR()
    {
        var ahead = _json;
        try
        {
            while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
            {
                var found = ahead.ValueSpan.SequenceEqual("vr"u8);
                ahead.Read();
                if (found)
                    return IsVR(ahead, out var vr) ? vr : throw Fault("vr is not a VR of the standard");
                ahead.Skip();
            }
        }
        catch (JsonException exception)
        {
            throw Fault("not JSON", exception);
        }

        throw Fault("vr is missing");
    }

    private static bool IsVR(Utf8JsonReader json, out VR vr)
    {
        var letters = json.ValueSpan;
        vr = VR.None;
        return json.TokenType == JsonTokenType.String && letters.Length == 2 && VR.TryFromLetters([(char)letters[0], (char)letters[1]], out vr);
    }

    // Escapes in the names of this model serve nobody; a name that has some is one that the model does not have.
    private readonly bool IsNamed(ReadOnlySpan<byte> name) => _json.ValueSpan.SequenceEqual(name);

    private ReadOnlyMemory<byte> ReadInlineBinary()
    {
        Read();
        try
        {
            if (_json.TokenType == JsonTokenType.String && _json.TryGetBytesFromBase64(out var bytes))
                return bytes;
        }
        catch (InvalidOperationException exception)
        {
            throw Fault("InlineBinary is not Unicode", exception);
        }

        throw Fault("InlineBinary is not base64 text");
    }

    private ReadOnlyMemory<byte> ReadBulkData(DicomTag tag, VR vr)
    {
        Read();
        if (_json.TokenType != JsonTokenType.String)
            throw Fault("BulkDataURI is not a text");
        return _options.ReadBulkData?.Invoke(tag, vr, ReadText()) ?? throw Fault("the BulkDataURI cannot be resolved");
    }

    private readonly void SetBytes(DicomDataSet dataSet, DicomTag tag, VR vr, ReadOnlyMemory<byte> bytes)
    {
        if (vr == VR.SQ)
            throw Fault("a sequence has items, not bytes");
        if (vr.UnitSize > 0 && bytes.Length % vr.UnitSize != 0)
            throw Fault($"the length in bytes is not a multiple of {vr.UnitSize}");
        dataSet.Set(tag, vr, bytes);
    }

    // Escapes may spell half a surrogate pair, which the reader refuses.
    private readonly string ReadText()
    {
        try
        {
            return _json.GetString() ?? "";
        }
        catch (InvalidOperationException exception)
        {
            throw Fault("a text is not Unicode", exception);
        }
    }

    private void Read()
    {
        if (!TryRead())
            throw Fault("the text ends too early");
    }

    private bool TryRead()
    {
        try
        {
            return _json.Read();
        }
        catch (JsonException exception)
        {
            throw Fault("not JSON, or nested too deeply", exception);
        }
    }

    private readonly DicomFormatException Fault(string what, Exception? inner = null)
    {
        var path = new StringBuilder();
        foreach (var (tag, item) in _path)
        {
            path.Append(CultureInfo.InvariantCulture, $"/{tag.Value:X8}");
            if (item >= 0)
                path.Append(CultureInfo.InvariantCulture, $"/{item}");
        }

        return new DicomFormatException($"DICOM JSON: {what} at '{(path.Length == 0 ? "/" : path)}'", _json.TokenStartIndex, inner);
    }
}
