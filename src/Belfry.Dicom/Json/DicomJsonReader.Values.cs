using System.Globalization;
using System.Text.Json;

namespace Belfry.Dicom;

internal ref partial struct DicomJsonReader
{
    private void ReadValues(DicomDataSet dataSet, DicomTag tag, VR vr, int depth)
    {
        Read();
        if (_json.TokenType != JsonTokenType.StartArray)
            throw Fault("Value is not an array");
        if (vr.IsBulk)
            throw Fault($"{vr.Name} has InlineBinary or BulkDataURI, not Value");
        if (vr == VR.SQ)
            ReadItems(dataSet, tag, depth);
        else
            ReadTexts(dataSet, tag, vr);
    }

    private void ReadItems(DicomDataSet dataSet, DicomTag tag, int depth)
    {
        var items = new List<DicomDataSet>();
        while (TryNext(items.Count))
        {
            if (_json.TokenType != JsonTokenType.StartObject)
                throw Fault("an item is an object");
            items.Add(ReadDataSet(depth + 1));
        }

        if (items.Count == 0)
            dataSet.SetEmpty(tag, VR.SQ);
        else
            SetItems(dataSet, tag, items);
    }

    private readonly void SetItems(DicomDataSet dataSet, DicomTag tag, List<DicomDataSet> items)
    {
        try
        {
            dataSet.Set(tag, items.ToArray());
        }
        catch (FormatException exception)
        {
            throw Fault("the attribute does not hold items", exception);
        }
    }

    private void ReadTexts(DicomDataSet dataSet, DicomTag tag, VR vr)
    {
        var texts = new List<string>();
        while (TryNext(texts.Count))
            texts.Add(ReadValue(vr));
        if (vr is VR.ST or VR.LT or VR.UT or VR.UR && texts.Count > 1)
            throw Fault($"{vr.Name} has one value");
        try
        {
            dataSet.Set(tag, vr, texts.ToArray());
        }
        catch (FormatException exception)
        {
            throw Fault($"the value does not fit {vr.Name}", exception);
        }
        catch (OverflowException exception)
        {
            throw Fault($"the value does not fit {vr.Name}", exception);
        }
    }

    /// <summary>Goes to the next value of an array, and notes its number for the path.</summary>
    private bool TryNext(int index)
    {
        _path[^1] = (_path[^1].Tag, index);
        Read();
        if (_json.TokenType != JsonTokenType.EndArray)
            return true;
        _path[^1] = (_path[^1].Tag, -1);
        return false;
    }

    private string ReadValue(VR vr) => vr switch
    {
        VR.PN => ReadPersonName(),
        VR.DS or VR.IS => ReadDecimal(vr),
        VR.FL or VR.FD => ReadReal(vr),
        VR.US or VR.SS or VR.UL or VR.SL or VR.UV or VR.SV => ReadInteger(vr),
        VR.AT => ReadAttributeTag(),
        _ => ReadString(vr),
    };

    private readonly string ReadString(VR vr)
    {
        if (_json.TokenType == JsonTokenType.Null)
            return "";
        if (_json.TokenType != JsonTokenType.String)
            throw Fault($"a value of {vr.Name} is a text or null");
        var text = ReadText();
        if (vr.IsBackslashDelimited && text.Contains('\\'))
            throw Fault("a value holds a backslash, which parts values");
        return text;
    }

    private string ReadPersonName()
    {
        if (_json.TokenType == JsonTokenType.Null)
            return "";
        if (_json.TokenType != JsonTokenType.StartObject)
            throw Fault("a person name is an object or null");
        var (alphabetic, ideographic, phonetic) = ("", "", "");
        for (Read(); _json.TokenType != JsonTokenType.EndObject; Read())
        {
            if (IsNamed("Alphabetic"u8))
                alphabetic = ReadGroup();
            else if (IsNamed("Ideographic"u8))
                ideographic = ReadGroup();
            else if (IsNamed("Phonetic"u8))
                phonetic = ReadGroup();
            else
                throw Fault("a person name has Alphabetic, Ideographic and Phonetic");
        }

        return string.Join('=', alphabetic, ideographic, phonetic).TrimEnd('=');
    }

    private string ReadGroup()
    {
        Read();
        var group = ReadString(VR.PN);
        return group.Contains('=') ? throw Fault("a component group holds '='") : group;
    }

    // The digits of the number are kept as they stand, if DS and IS have room for them.
    private readonly string ReadDecimal(VR vr)
    {
        if (_json.TokenType != JsonTokenType.Number)
            return ReadString(vr);
        var text = System.Text.Encoding.ASCII.GetString(_json.ValueSpan);
        if (vr == VR.DS && text.Length <= 16 && JsonNumber.IsNumber(text))
            return text;
        if (vr == VR.IS && text.AsSpan().TrimStart('-').IndexOfAnyExceptInRange('0', '9') < 0 && text.Length <= 12)
            return text;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)
            || (vr == VR.IS && !double.IsInteger(number)))
        {
            throw Fault($"the number does not fit {vr.Name}");
        }

        return vr == VR.DS ? TextRules.ToDecimalString(number) : TextRules.ToIntegerString(number);
    }

    private readonly string ReadReal(VR vr)
    {
        if (_json.TokenType == JsonTokenType.Number)
            return InRange(vr, System.Text.Encoding.ASCII.GetString(_json.ValueSpan));
        if (_json.TokenType != JsonTokenType.String)
            throw Fault("a number is missing");
        return ReadText() switch
        {
            "NaN" or "nan" => "NaN",
            "Infinity" or "+Infinity" or "inf" or "INF" => "Infinity",
            "-Infinity" or "-inf" or "-INF" => "-Infinity",
            var text => JsonNumber.IsNumber(text) ? InRange(vr, text) : throw Fault("the text is not a number"),
        };
    }

    // A number beyond what the VR holds would become infinite without a word.
    private readonly string InRange(VR vr, string number)
    {
        var value = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value) && (vr == VR.FD || float.IsFinite((float)value)) ? number : throw Fault($"the number does not fit {vr.Name}");
    }

    private readonly string ReadInteger(VR vr)
    {
        if (_json.TokenType == JsonTokenType.String && vr is VR.UV or VR.SV)
            return ReadText();
        if (_json.TokenType != JsonTokenType.Number)
            throw Fault($"a value of {vr.Name} is a number");
        if (_json.TryGetInt64(out var value))
            return value.ToString(CultureInfo.InvariantCulture);
        return _json.TryGetUInt64(out var large)
            ? large.ToString(CultureInfo.InvariantCulture)
            : throw Fault($"the number does not fit {vr.Name}");
    }

    private readonly string ReadAttributeTag()
    {
        var text = ReadString(VR.AT);
        return text.Length == 8 && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)
            ? text
            : throw Fault("a tag is eight hexadecimal digits");
    }
}
