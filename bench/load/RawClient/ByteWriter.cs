using System.Buffers.Binary;
using System.Text;

namespace Belfry.LoadBench.RawClient;

/// <summary>Builds wire bytes. The harness encodes by itself, so that a fault of the product's codec cannot hide in it.</summary>
internal sealed class ByteWriter
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public byte[] ToArray() => [.. _bytes];

    public ByteWriter Byte(byte value)
    {
        _bytes.Add(value);
        return this;
    }

    public ByteWriter Bytes(ReadOnlySpan<byte> value)
    {
        _bytes.AddRange(value);
        return this;
    }

    public ByteWriter Text(string value) => Bytes(Encoding.Latin1.GetBytes(value));

    public ByteWriter BigEndian16(int value) => Byte((byte)(value >> 8)).Byte((byte)value);

    public ByteWriter BigEndian32(int value) => BigEndian16(value >> 16).BigEndian16(value & 0xFFFF);

    public ByteWriter LittleEndian16(int value) => Byte((byte)value).Byte((byte)(value >> 8));

    public ByteWriter LittleEndian32(uint value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(four, value);
        return Bytes(four);
    }

    /// <summary>An item or sub-item of an association PDU: type, reserved byte, 16-bit length, content (PS3.8 §9.3).</summary>
    public ByteWriter Item(byte type, ReadOnlySpan<byte> content) => Byte(type).Byte(0).BigEndian16(content.Length).Bytes(content);

    /// <summary>A PDU: type, reserved byte, 32-bit length, content.</summary>
    public ByteWriter Pdu(byte type, ReadOnlySpan<byte> content) => Byte(type).Byte(0).BigEndian32(content.Length).Bytes(content);

    /// <summary>A presentation data value with all of a command (control 3) or data set (control 2).</summary>
    public ByteWriter PresentationDataValue(byte context, byte control, ReadOnlySpan<byte> fragment) =>
        BigEndian32(fragment.Length + 2).Byte(context).Byte(control).Bytes(fragment);

    /// <summary>An element in Implicit VR Little Endian, as command sets are written.</summary>
    public ByteWriter ImplicitElement(uint tag, ReadOnlySpan<byte> value) =>
        LittleEndian16((int)(tag >> 16)).LittleEndian16((int)(tag & 0xFFFF)).LittleEndian32((uint)value.Length).Bytes(value);

    /// <summary>An element of two bytes, US, in a command set.</summary>
    public ByteWriter Command16(uint tag, int value) => ImplicitElement(tag, [(byte)value, (byte)(value >> 8)]);

    /// <summary>A UID in a command set.</summary>
    public ByteWriter CommandUid(uint tag, string uid) => ImplicitElement(tag, Padded(uid, '\0'));

    /// <summary>An element in Explicit VR Little Endian; text is Latin 1 and is padded to even length.</summary>
    public ByteWriter Element(uint tag, string vr, string value)
    {
        byte[] bytes = Padded(value, vr == "UI" ? '\0' : ' ');
        return LittleEndian16((int)(tag >> 16)).LittleEndian16((int)(tag & 0xFFFF)).Text(vr).LittleEndian16(bytes.Length).Bytes(bytes);
    }

    /// <summary>An element of two bytes, US, in Explicit VR Little Endian.</summary>
    public ByteWriter Number(uint tag, int value) =>
        LittleEndian16((int)(tag >> 16)).LittleEndian16((int)(tag & 0xFFFF)).Text("US").LittleEndian16(2).LittleEndian16(value);

    /// <summary>A sequence of defined length in Explicit VR Little Endian.</summary>
    public ByteWriter Sequence(uint tag, params ReadOnlySpan<ByteWriter> items)
    {
        var content = new ByteWriter();
        foreach (ByteWriter item in items)
            content.LittleEndian16(0xFFFE).LittleEndian16(0xE000).LittleEndian32((uint)item.Length).Bytes(item.ToArray());

        return LittleEndian16((int)(tag >> 16)).LittleEndian16((int)(tag & 0xFFFF)).Text("SQ").LittleEndian16(0)
            .LittleEndian32((uint)content.Length).Bytes(content.ToArray());
    }

    private static byte[] Padded(string value, char padding) =>
        Encoding.Latin1.GetBytes(value.Length % 2 == 0 ? value : value + padding);
}
