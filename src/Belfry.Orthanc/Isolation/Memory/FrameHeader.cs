namespace Belfry.Orthanc.Isolation.Memory;

/// <summary>What stands before each piece of a message in a ring: 16 bytes, little endian as the machine.</summary>
/// <param name="Length">Bytes of the piece.</param>
/// <param name="Call">Which call it belongs to; 0 for none.</param>
/// <param name="Kind">What the message is.</param>
/// <param name="HasMore">Another piece of the same message follows.</param>
internal readonly record struct FrameHeader(int Length, uint Call, ushort Kind, bool HasMore)
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 16;

    /// <summary>Most bytes of a piece: several fit into a ring, so that long messages do not hold up short ones.</summary>
    public const int MaxLength = 32 * 1024;

    /// <summary>Bytes in the ring: header and piece, filled up to whole words.</summary>
    public static int Extent(int length) => Size + ((length + 7) & ~7);
}
