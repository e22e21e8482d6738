using System.Buffers.Binary;

namespace Belfry.LoadBench.RawClient;

/// <summary>Finds elements of a command set, which is always in Implicit VR Little Endian (PS3.7 §6.3.1).</summary>
internal readonly ref struct CommandReader(ReadOnlySpan<byte> command)
{
    public const uint SopClass = 0x0000_0002, Field = 0x0000_0100, MessageId = 0x0000_0110, Status = 0x0000_0900,
        SopInstance = 0x0000_1000, Completed = 0x0000_1021;

    private readonly ReadOnlySpan<byte> _command = command;

    /// <summary>The element's value; empty when it is absent.</summary>
    public ReadOnlySpan<byte> Value(uint tag)
    {
        ReadOnlySpan<byte> rest = _command;
        while (rest.Length >= 8)
        {
            uint found = (uint)(BinaryPrimitives.ReadUInt16LittleEndian(rest) << 16 | BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]));
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
            if (found == tag)
                return rest.Slice(8, length);

            rest = rest[(8 + length)..];
        }

        return [];
    }

    /// <summary>The element of two bytes; −1 when it is absent.</summary>
    public int Number(uint tag) => Value(tag) is { Length: >= 2 } value ? BinaryPrimitives.ReadUInt16LittleEndian(value) : -1;

    /// <summary>Whether this is the final response, which must be a success.</summary>
    /// <exception cref="InvalidDataException">It has no status, or that of a failure.</exception>
    public bool IsFinalSuccess() => Number(Status) switch
    {
        0 => true,
        0xFF00 or 0xFF01 => false,
        -1 => throw new InvalidDataException("A response without a status."),
        int status => throw new InvalidDataException($"Status {status:X4}H."),
    };
}
