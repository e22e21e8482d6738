using System.Buffers.Binary;
using System.Globalization;

namespace Belfry.Dicom;

/// <summary>Makes the bytes of binary numbers, little endian.</summary>
internal static class BinaryValue
{
    public static byte[] FromIntegers(DicomTag tag, VR vr, ReadOnlySpan<long> values)
    {
        if (vr is VR.FL or VR.FD or VR.OF or VR.OD)
        {
            var reals = new double[values.Length];
            for (var i = 0; i < reals.Length; i++)
                reals[i] = values[i];
            return FromReals(tag, vr, reals);
        }

        var size = RequireUnit(tag, vr);
        var bytes = new byte[values.Length * size];
        for (var i = 0; i < values.Length; i++)
            WriteInteger(tag, vr, values[i], bytes.AsSpan(i * size, size));
        return bytes;
    }

    public static byte[] FromReals(DicomTag tag, VR vr, ReadOnlySpan<double> values)
    {
        var size = RequireUnit(tag, vr);
        var bytes = new byte[values.Length * size];
        for (var i = 0; i < values.Length; i++)
        {
            var unit = bytes.AsSpan(i * size, size);
            if (vr is VR.FL or VR.OF)
                BinaryPrimitives.WriteSingleLittleEndian(unit, (float)values[i]);
            else if (vr is VR.FD or VR.OD)
                BinaryPrimitives.WriteDoubleLittleEndian(unit, values[i]);
            else if (double.IsInteger(values[i]) && values[i] is >= long.MinValue and < long.MaxValue)
                WriteInteger(tag, vr, (long)values[i], unit);
            else
                throw new FormatException($"{tag} ({vr}) holds whole numbers only.");
        }

        return bytes;
    }

    /// <summary>Numbers in decimal, and AT as <c>gggg,eeee</c> or a keyword, joined by backslash.</summary>
    public static byte[] FromText(DicomTag tag, VR vr, string text)
    {
        var size = vr == VR.AT || vr.IsBinaryNumber ? vr.UnitSize : throw new FormatException($"{tag} ({vr}) does not hold text.");
        var values = text.Split('\\');
        var bytes = new byte[values.Length * size];
        for (var i = 0; i < values.Length; i++)
        {
            var unit = bytes.AsSpan(i * size, size);
            var value = values[i].Trim();
            if (vr == VR.AT)
                WriteTag(DicomTag.Parse(value), unit);
            else if (vr == VR.UV && ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var large))
                BinaryPrimitives.WriteUInt64LittleEndian(unit, large);
            else if (vr is VR.FL or VR.FD)
                FromReals(tag, vr, [double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture)]).CopyTo(unit);
            else
                WriteInteger(tag, vr, long.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), unit);
        }

        return bytes;
    }

    private static int RequireUnit(DicomTag tag, VR vr) =>
        vr.UnitSize is > 0 and var size ? size : throw new FormatException($"{tag} ({vr}) does not hold numbers.");

    private static void WriteInteger(DicomTag tag, VR vr, long value, Span<byte> unit)
    {
        var (low, high) = vr switch
        {
            VR.US or VR.OW => (0L, (long)ushort.MaxValue),
            VR.SS => (short.MinValue, short.MaxValue),
            VR.UL or VR.OL or VR.AT => (0L, uint.MaxValue),
            VR.SL => (int.MinValue, int.MaxValue),
            VR.UV or VR.OV => (0L, long.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
        if (value < low || value > high)
            throw new FormatException($"{tag} ({vr}) cannot hold a number out of {low} to {high}.");
        if (vr == VR.AT)
            WriteTag(new DicomTag((uint)value), unit);
        else if (unit.Length == 2)
            BinaryPrimitives.WriteUInt16LittleEndian(unit, (ushort)value);
        else if (unit.Length == 4)
            BinaryPrimitives.WriteUInt32LittleEndian(unit, (uint)value);
        else
            BinaryPrimitives.WriteInt64LittleEndian(unit, value);
    }

    private static void WriteTag(DicomTag value, Span<byte> unit)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(unit, value.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(unit[2..], value.Element);
    }
}
