using System.Buffers.Binary;

namespace Belfry.Dicom;

/// <summary>
/// Tag, VR and length as they stand before a value:
/// <code>
/// implicit         tag(4) length(4)                       PS3.5 §7.1.3
/// explicit, short  tag(4) VR(2) length(2)                 PS3.5 §7.1.2
/// explicit, long   tag(4) VR(2) reserved(2) length(4)
/// item, delimiter  tag(4) length(4)  in any encoding      PS3.5 §7.5
/// </code>
/// </summary>
internal readonly ref struct ElementHeader
{
    public const uint Undefined = 0xFFFF_FFFF;
    public const uint Item = 0xFFFE_E000;
    public const uint ItemDelimiter = 0xFFFE_E00D;
    public const uint SequenceDelimiter = 0xFFFE_E0DD;
    private const int LongSize = 12;
    private const int ShortSize = 8;

    public DicomTag Tag { get; private init; }

    /// <summary>The VR of the letters; None in implicit VR, for items, and for letters that name no VR.</summary>
    public VR VR { get; private init; }

    public uint Length { get; private init; }

    /// <summary>Bytes of the header itself.</summary>
    public int Size { get; private init; }

    /// <summary>True when there were letters and they name no VR.</summary>
    public bool HasUnknownLetters { get; private init; }

    public bool IsUndefined => Length == Undefined;

    /// <summary>Reads a header; false when the bytes end before it does.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, DataEncoding encoding, out ElementHeader header)
    {
        header = default;
        if (bytes.Length < ShortSize)
            return false;
        var big = encoding.IsBig;
        var tag = ReadTag(bytes, big);
        if (!encoding.IsExplicit || tag.IsItemOrDelimiter)
        {
            header = new ElementHeader { Tag = tag, Length = ReadUInt32(bytes[4..], big), Size = ShortSize };
            return true;
        }

        var vr = VR.FromLetters(bytes[4], bytes[5]);
        if (!IsLong(vr, bytes[4], bytes[5]))
        {
            var length = big ? BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
            header = new ElementHeader { Tag = tag, VR = vr, Length = length, Size = ShortSize, HasUnknownLetters = vr == VR.None };
            return true;
        }

        if (bytes.Length < LongSize)
            return false;
        header = new ElementHeader { Tag = tag, VR = vr, Length = ReadUInt32(bytes[8..], big), Size = LongSize, HasUnknownLetters = vr == VR.None };
        return true;
    }

    public static DicomTag ReadTag(ReadOnlySpan<byte> bytes, bool big) => big
        ? new DicomTag(BinaryPrimitives.ReadUInt32BigEndian(bytes))
        : new DicomTag(uint.RotateLeft(BinaryPrimitives.ReadUInt32LittleEndian(bytes), 16));

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool big) =>
        big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    // VRs of the future have the long form (PS3.5 §7.1.2); what are not even two capital letters is an old writer's filler.
    private static bool IsLong(VR vr, byte first, byte second) => vr != VR.None
        ? vr.HasLongLength
        : first is >= (byte)'A' and <= (byte)'Z' && second is >= (byte)'A' and <= (byte)'Z';
}
