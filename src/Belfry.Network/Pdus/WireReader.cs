using System.Buffers.Binary;
using System.Text;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Reads big-endian fields of an association PDU, never past its end.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public readonly int Length => _rest.Length;

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public void Skip(int count) => Take(count);

    /// <summary>An item: type, reserved byte, 16-bit length, content (PS3.8 §9.3.2).</summary>
    public byte ReadItem(out WireReader content)
    {
        var type = ReadByte();
        Skip(1);
        content = new WireReader(Take(ReadUInt16()));
        return type;
    }

    /// <summary>A field with a 16-bit length before it.</summary>
    public ReadOnlySpan<byte> ReadCounted() => Take(ReadUInt16());

    public ReadOnlySpan<byte> ReadRest() => Take(_rest.Length);

    public DicomUid ReadRestAsUid() => ToUid(ReadRest());

    /// <summary>A UID longer than the standard's 64 characters is refused; other faults are left to who uses it.</summary>
    public static DicomUid ToUid(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimEnd("\0 "u8).TrimStart((byte)' ');
        if (bytes.Length > DicomUid.MaxLength)
            throw Invalid($"UID of {bytes.Length} characters.");
        return new DicomUid(Encoding.Latin1.GetString(bytes));
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw Invalid($"A field of {count} bytes where {_rest.Length} are left.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public static ProtocolViolationException Invalid(string message) =>
        new(AbortSource.ServiceProvider, AbortReason.InvalidPduParameterValue, message);
}
