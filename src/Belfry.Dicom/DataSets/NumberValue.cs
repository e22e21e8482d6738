using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Belfry.Dicom;

/// <summary>Numbers out of values: binary in either byte order, and the decimal text of IS and DS.</summary>
internal static class NumberValue
{
    public static int Count(DicomDataSet dataSet, int index)
    {
        ref readonly var entry = ref dataSet.EntryAt(index);
        if (entry.VR.IsText)
            return dataSet.GetStringsAt(index).Count;
        var unit = entry.VR.UnitSize;
        return unit == 0 || entry.Kind is ValueKind.Items or ValueKind.Fragments ? 0 : dataSet.SpanOf(entry).Length / unit;
    }

    public static bool TryGetInteger(DicomDataSet dataSet, int index, int number, out long value)
    {
        ref readonly var entry = ref dataSet.EntryAt(index);
        if (entry.VR.IsText)
            return TryParseInteger(TextAt(dataSet, index, number), out value);
        value = 0;
        if (!TryGetUnit(dataSet, entry, number, out var unit))
            return false;
        var little = !entry.IsBigEndian;
        switch (entry.VR)
        {
            case VR.US or VR.OW:
                value = ReadUInt16(unit, little);
                return true;
            case VR.SS:
                value = (short)ReadUInt16(unit, little);
                return true;
            case VR.UL or VR.OL:
                value = ReadUInt32(unit, little);
                return true;
            case VR.SL:
                value = (int)ReadUInt32(unit, little);
                return true;
            case VR.SV:
                value = (long)ReadUInt64(unit, little);
                return true;
            case VR.UV or VR.OV:
                var large = ReadUInt64(unit, little);
                value = (long)large;
                return large <= long.MaxValue;
            case VR.AT:
                value = ReadTag(unit, little).Value;
                return true;
            case VR.FL or VR.FD or VR.OF or VR.OD:
                var real = ReadReal(unit, entry.VR, little);
                value = real is >= long.MinValue and < long.MaxValue ? (long)real : 0;
                return value == real;
            default:
                return false;
        }
    }

    public static bool TryGetNumber(DicomDataSet dataSet, int index, int number, out double value)
    {
        ref readonly var entry = ref dataSet.EntryAt(index);
        if (entry.VR.IsText)
        {
            var text = TextAt(dataSet, index, number);
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        }

        value = 0;
        if (entry.VR is VR.FL or VR.FD or VR.OF or VR.OD)
        {
            if (!TryGetUnit(dataSet, entry, number, out var unit))
                return false;
            value = ReadReal(unit, entry.VR, !entry.IsBigEndian);
            return true;
        }

        if (entry.VR is VR.UV or VR.OV)
        {
            if (!TryGetUnit(dataSet, entry, number, out var unit))
                return false;
            value = ReadUInt64(unit, !entry.IsBigEndian);
            return true;
        }

        var found = TryGetInteger(dataSet, index, number, out var whole);
        value = whole;
        return found;
    }

    /// <summary>Binary numbers and AT as text, joined by backslash; null for bytes without such a form, and for nothing at all.</summary>
    public static string? ToText(DicomDataSet dataSet, int index)
    {
        ref readonly var entry = ref dataSet.EntryAt(index);
        if (!entry.VR.IsBinaryNumber && entry.VR != VR.AT)
            return null;
        var count = Count(dataSet, index);
        if (count == 0)
            return null;
        if (count == 1)
            return OneText(dataSet, entry, index, 0);
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
            text.Append(i == 0 ? "" : "\\").Append(OneText(dataSet, entry, index, i));
        return text.ToString();
    }

    private static string OneText(DicomDataSet dataSet, in ElementEntry entry, int index, int number)
    {
        if (!TryGetUnit(dataSet, entry, number, out var unit))
            return "";
        var little = !entry.IsBigEndian;
        switch (entry.VR)
        {
            case VR.FL:
                return ((float)ReadReal(unit, VR.FL, little)).ToString("R", CultureInfo.InvariantCulture);
            case VR.FD:
                return ReadReal(unit, VR.FD, little).ToString("R", CultureInfo.InvariantCulture);
            case VR.UV:
                return ReadUInt64(unit, little).ToString(CultureInfo.InvariantCulture);
            case VR.AT:
                var tag = ReadTag(unit, little);
                return string.Create(CultureInfo.InvariantCulture, $"{tag.Group:X4},{tag.Element:X4}");
            default:
                TryGetInteger(dataSet, index, number, out var whole);
                return whole.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static bool TryParseInteger(ReadOnlySpan<char> text, out long value)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value))
            return true;
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && decimal.Truncate(real) == real
            && real is >= long.MinValue and <= long.MaxValue
            && (value = (long)real) == real;
    }

    private static string TextAt(DicomDataSet dataSet, int index, int number) =>
        dataSet.GetStringsAt(index) is var texts && number < texts.Count ? texts[number] : "";

    private static bool TryGetUnit(DicomDataSet dataSet, in ElementEntry entry, int number, out ReadOnlySpan<byte> unit)
    {
        var size = entry.VR.UnitSize;
        var bytes = dataSet.SpanOf(entry);
        unit = size > 0 && (number + 1L) * size <= bytes.Length ? bytes.Slice(number * size, size) : default;
        return !unit.IsEmpty;
    }

    private static double ReadReal(ReadOnlySpan<byte> unit, VR vr, bool little) => vr is VR.FL or VR.OF
        ? BitConverter.UInt32BitsToSingle(ReadUInt32(unit, little))
        : BitConverter.UInt64BitsToDouble(ReadUInt64(unit, little));

    private static DicomTag ReadTag(ReadOnlySpan<byte> unit, bool little) => new(ReadUInt16(unit, little), ReadUInt16(unit[2..], little));

    private static ushort ReadUInt16(ReadOnlySpan<byte> unit, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(unit) : BinaryPrimitives.ReadUInt16BigEndian(unit);

    private static uint ReadUInt32(ReadOnlySpan<byte> unit, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(unit) : BinaryPrimitives.ReadUInt32BigEndian(unit);

    private static ulong ReadUInt64(ReadOnlySpan<byte> unit, bool little) =>
        little ? BinaryPrimitives.ReadUInt64LittleEndian(unit) : BinaryPrimitives.ReadUInt64BigEndian(unit);
}
