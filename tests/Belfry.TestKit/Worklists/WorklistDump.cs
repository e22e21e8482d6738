using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Belfry.TestKit;

/// <summary>
/// Turns the dumps of <c>tests/data/worklists</c> into Part 10 files in Explicit VR Little Endian. It writes the bytes itself, so that
/// it proves the reader and not the writer.
/// </summary>
public static class WorklistDump
{
    private const string FileInstance = "1.2.826.0.1.3680043.10.1337.78.";
    private const string WorklistClass = "1.2.840.10008.5.1.4.31";
    private const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";

    /// <summary>The data set of a dump, in Explicit VR Little Endian.</summary>
    public static byte[] ToDataSet(byte[] dump)
    {
        using var output = new MemoryStream();
        foreach (var line in SplitLines(dump))
        {
            if (line.Length >= 13 && line[0] == (byte)'(')
                WriteLine(output, line);
        }

        return output.ToArray();
    }

    /// <summary>A whole file, with a preamble and meta information.</summary>
    public static byte[] ToFile(byte[] dataSet, int number)
    {
        using var meta = new MemoryStream();
        WriteElement(meta, 0x0002, 0x0001, "OB", [0, 1]);
        WriteElement(meta, 0x0002, 0x0002, "UI", Encoding.ASCII.GetBytes(WorklistClass));
        WriteElement(meta, 0x0002, 0x0003, "UI", Encoding.ASCII.GetBytes(FileInstance + number.ToString(CultureInfo.InvariantCulture)));
        WriteElement(meta, 0x0002, 0x0010, "UI", Encoding.ASCII.GetBytes(ExplicitLittleEndian));
        using var file = new MemoryStream();
        file.Write(new byte[128]);
        file.Write("DICM"u8);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, (int)meta.Length);
        WriteElement(file, 0x0002, 0x0000, "UL", length);
        meta.WriteTo(file);
        file.Write(dataSet);
        return file.ToArray();
    }

    private static IEnumerable<byte[]> SplitLines(byte[] dump)
    {
        var start = 0;
        for (var i = 0; i <= dump.Length; i++)
        {
            if (i < dump.Length && dump[i] != (byte)'\n')
                continue;
            yield return dump[start..i];
            start = i + 1;
        }
    }

    private static void WriteLine(Stream output, byte[] line)
    {
        var head = Encoding.ASCII.GetString(line, 0, Math.Min(14, line.Length));
        var group = ushort.Parse(head.AsSpan(1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var element = ushort.Parse(head.AsSpan(6, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (group == 0xFFFE)
        {
            WriteTag(output, group, element);
            output.Write(element == 0xE000 ? [0xFF, 0xFF, 0xFF, 0xFF] : [0, 0, 0, 0]);
            return;
        }

        var vr = head.Substring(12, 2);
        if (vr == "SQ")
        {
            WriteTag(output, group, element);
            output.Write("SQ\0\0"u8);
            output.Write([0xFF, 0xFF, 0xFF, 0xFF]);
            return;
        }

        var open = Array.IndexOf(line, (byte)'[');
        var close = Array.LastIndexOf(line, (byte)']');
        WriteElement(output, group, element, vr, open < 0 ? [] : line[(open + 1)..close]);
    }

    private static void WriteElement(Stream output, ushort group, ushort element, string vr, byte[] value)
    {
        WriteTag(output, group, element);
        output.Write(Encoding.ASCII.GetBytes(vr));
        var padded = value.Length + (value.Length % 2);
        if (vr is "OB" or "UT" or "UC" or "UR" or "UN")
            output.Write([0, 0, (byte)padded, (byte)(padded >> 8), 0, 0]);
        else
            output.Write([(byte)padded, (byte)(padded >> 8)]);
        output.Write(value);
        if (padded > value.Length)
            output.WriteByte(vr is "UI" or "OB" ? (byte)0 : (byte)' ');
    }

    private static void WriteTag(Stream output, ushort group, ushort element) =>
        output.Write([(byte)group, (byte)(group >> 8), (byte)element, (byte)(element >> 8)]);
}
