using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Belfry.Dicom;

/// <summary>Turns the bytes of binary values around (PS3.5 §7.3).</summary>
internal static class ByteOrder
{
    /// <summary>Copies with each whole unit of 2, 4 or 8 bytes reversed; a rest shorter than a unit is copied as it is.</summary>
    public static void Reverse(ReadOnlySpan<byte> source, Span<byte> destination, int unit)
    {
        var whole = source.Length - (source.Length % unit);
        switch (unit)
        {
            case 2:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(source[..whole]), MemoryMarshal.Cast<byte, ushort>(destination));
                break;
            case 4:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(source[..whole]), MemoryMarshal.Cast<byte, uint>(destination));
                break;
            case 8:
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(source[..whole]), MemoryMarshal.Cast<byte, ulong>(destination));
                break;
            default:
                whole = 0;
                break;
        }

        source[whole..].CopyTo(destination[whole..]);
    }
}
