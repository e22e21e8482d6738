using System.Buffers.Binary;
using Belfry.LoadBench.RawClient;

namespace Belfry.LoadBench.Items;

/// <summary>A message in whole PDUs: one with the command, as many as the peer's limit asks for with the data set (PS3.8 annex E).</summary>
internal static class WholePdus
{
    /// <param name="command">With its group length.</param>
    /// <param name="dataSet">What comes after it.</param>
    /// <param name="longestPdu">As the peer said.</param>
    public static byte[] Of(byte[] command, byte[] dataSet, int longestPdu)
    {
        byte[] first = CommandPdu(command);
        int most = (longestPdu - 6) & ~1;
        int pdus = (dataSet.Length + most - 1) / most;
        byte[] bytes = new byte[first.Length + pdus * 12 + dataSet.Length];
        first.CopyTo(bytes, 0);
        int end = first.Length;
        for (int start = 0; start < dataSet.Length; start += most)
        {
            ReadOnlySpan<byte> fragment = dataSet.AsSpan(start, Math.Min(most, dataSet.Length - start));
            WriteDataHeader(bytes.AsSpan(end), fragment.Length, isLast: start + fragment.Length == dataSet.Length);
            fragment.CopyTo(bytes.AsSpan(end + 12));
            end += 12 + fragment.Length;
        }

        return bytes;
    }

    /// <summary>A command in a PDU of its own.</summary>
    public static byte[] CommandPdu(byte[] command) =>
        new ByteWriter().Pdu(4, new ByteWriter().PresentationDataValue(DicomBytes.Context, 3, command).ToArray()).ToArray();

    /// <summary>The twelve bytes in front of a fragment of the data set that fills a PDU.</summary>
    public static void WriteDataHeader(Span<byte> target, int length, bool isLast)
    {
        target[0] = 4;
        target[1] = 0;
        BinaryPrimitives.WriteInt32BigEndian(target[2..], length + 6);
        BinaryPrimitives.WriteInt32BigEndian(target[6..], length + 2);
        target[10] = DicomBytes.Context;
        target[11] = (byte)(isLast ? 2 : 0);
    }
}
