using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace Belfry.Dicom;

/// <summary>Writes data sets as the DICOM JSON model (PS3.18 §F.2).</summary>
internal sealed class DicomJsonWriter(Utf8JsonWriter writer, DicomJsonOptions options)
{
    // Of a DS (PS3.5 §6.2). One that is longer stays as it was written, in quotes.
    private const int LongestNumber = 16;
    private const long LargestExactInteger = (1L << 53) - 1;
    private static readonly DicomTag s_trailingPadding = new(0xFFFC, 0xFFFC);

    // Kept only where somebody asks for it.
    private readonly List<(DicomTag Sequence, int Item)> _place = [];

    public void WriteDataSet(DicomDataSet dataSet)
    {
        Span<char> name = stackalloc char[8];
        writer.WriteStartObject();
        foreach (var element in dataSet)
        {
            if (element.Tag.IsGroupLength || element.Tag == s_trailingPadding)
                continue;
            element.Tag.Value.TryFormat(name, out _, "X8", CultureInfo.InvariantCulture);
            writer.WriteStartObject(name);
            writer.WriteString("vr"u8, element.IsSequence ? VR.SQ.Name : element.VR.Name);
            WriteValue(element);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteValue(DicomElement element)
    {
        if (element.IsSequence)
            WriteItems(element);
        else if (element.IsEncapsulated)
            TryWriteReference(element);
        else if (element.IsEmpty)
            return;
        else if (element.VR.IsBulk)
            WriteBytes(element);
        else if (element.Tag == Tags.SpecificCharacterSet)
            WriteStrings(["ISO_IR 192"], VR.CS);
        else if (element.VR.IsText)
            WriteStrings(element.GetStrings(), element.VR);
        else
            WriteNumbers(element);
    }

    private void WriteItems(DicomElement element)
    {
        if (element.IsEmpty)
            return;
        writer.WriteStartArray("Value"u8);
        var number = 0;
        foreach (var item in element.Items)
        {
            _place.Add((element.Tag, number++));
            WriteDataSet(item);
            _place.RemoveAt(_place.Count - 1);
        }

        writer.WriteEndArray();
    }

    private bool TryWriteReference(DicomElement element)
    {
        if (options.WriteBulkDataAt is { } ask)
        {
            if (ask(element, _place) is not { } reference)
                return false;
            if (reference.Length > 0)
                writer.WriteString("BulkDataURI"u8, reference);
            return true;
        }

        if (options.WriteBulkData?.Invoke(element) is not { } uri)
            return false;
        writer.WriteString("BulkDataURI"u8, uri);
        return true;
    }

    private void WriteBytes(DicomElement element)
    {
        if ((element.Length > options.BulkDataThreshold || options.WriteBulkDataAt is not null) && TryWriteReference(element))
            return;
        writer.WriteBase64String("InlineBinary"u8, LittleEndianBytes.Of(element).Span);
    }

    private void WriteStrings(IReadOnlyList<string> values, VR vr)
    {
        if (values.Count == 0 || (values.Count == 1 && values[0].Length == 0))
            return;
        writer.WriteStartArray("Value"u8);
        foreach (var value in values)
        {
            if (value.Length == 0)
                writer.WriteNullValue();
            else if (vr == VR.PN)
                WritePersonName(value);
            else if (vr is VR.DS or VR.IS && value.Length <= LongestNumber && JsonNumber.IsNumber(value.AsSpan().Trim(' ')))
                writer.WriteRawValue(value.AsSpan().Trim(' '), skipInputValidation: true);
            else
                writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private void WritePersonName(string value)
    {
        Span<Range> groups = stackalloc Range[4];
        var count = value.AsSpan().Split(groups, '=');
        writer.WriteStartObject();
        for (var i = 0; i < Math.Min(count, 3); i++)
        {
            var group = value.AsSpan()[groups[i]].TrimEnd(' ');
            if (!group.IsEmpty)
                writer.WriteString(i == 0 ? "Alphabetic"u8 : i == 1 ? "Ideographic"u8 : "Phonetic"u8, group);
        }

        writer.WriteEndObject();
    }

    private void WriteNumbers(DicomElement element)
    {
        var unit = element.VR.UnitSize;
        var bytes = element.RawValue.Span;
        // A value that ends inside a number has no form of its own here; what is whole is written.
        if (unit == 0 || bytes.Length < unit)
            return;
        Span<byte> number = stackalloc byte[8];
        writer.WriteStartArray("Value"u8);
        for (; bytes.Length >= unit; bytes = bytes[unit..])
        {
            bytes[..unit].CopyTo(number);
            if (!element.IsLittleEndian && element.VR == VR.AT)
                (number[0], number[1], number[2], number[3]) = (number[1], number[0], number[3], number[2]);
            else if (!element.IsLittleEndian)
                number[..unit].Reverse();
            WriteNumber(element.VR, number);
        }

        writer.WriteEndArray();
    }

    private void WriteNumber(VR vr, ReadOnlySpan<byte> number)
    {
        switch (vr)
        {
            case VR.US:
                writer.WriteNumberValue(BinaryPrimitives.ReadUInt16LittleEndian(number));
                break;
            case VR.SS:
                writer.WriteNumberValue(BinaryPrimitives.ReadInt16LittleEndian(number));
                break;
            case VR.UL:
                writer.WriteNumberValue(BinaryPrimitives.ReadUInt32LittleEndian(number));
                break;
            case VR.SL:
                writer.WriteNumberValue(BinaryPrimitives.ReadInt32LittleEndian(number));
                break;
            case VR.UV:
                WriteUnsigned(BinaryPrimitives.ReadUInt64LittleEndian(number));
                break;
            case VR.SV:
                WriteSigned(BinaryPrimitives.ReadInt64LittleEndian(number));
                break;
            case VR.FL:
                WriteSingle(BinaryPrimitives.ReadSingleLittleEndian(number));
                break;
            case VR.FD:
                WriteDouble(BinaryPrimitives.ReadDoubleLittleEndian(number));
                break;
            default:
                var tag = new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(number), BinaryPrimitives.ReadUInt16LittleEndian(number[2..]));
                writer.WriteStringValue(tag.Value.ToString("X8", CultureInfo.InvariantCulture));
                break;
        }
    }

    // Readers in JavaScript hold every number as a double: what one cannot hold goes as a string (PS3.18 Table F.2.3-1).
    private void WriteUnsigned(ulong value)
    {
        if (value <= LargestExactInteger)
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    private void WriteSigned(long value)
    {
        if (value is >= -LargestExactInteger and <= LargestExactInteger)
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    private void WriteSingle(float value)
    {
        if (float.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    private void WriteDouble(double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
