using System.Buffers.Binary;

namespace Belfry.Fuzz;

/// <summary>
/// An input of the target <c>acceptor</c> in its parts: the step, PDUs, and their presentation data values. What cannot be told apart is kept as it is,
/// so that reading and writing change nothing.
/// </summary>
internal sealed class AssociationStream
{
    private const byte DataTransfer = 4;
    private const int HeaderLength = 6;

    private AssociationStream(byte step) => Step = step;

    /// <summary>In which steps the bytes arrive.</summary>
    public byte Step { get; set; }

    public List<Pdu> Pdus { get; } = [];

    /// <summary>What comes after the last whole PDU.</summary>
    public byte[] Rest { get; set; } = [];

    public static AssociationStream Read(ReadOnlySpan<byte> input)
    {
        var stream = new AssociationStream(input.IsEmpty ? (byte)0 : input[0]);
        var rest = input.IsEmpty ? input : input[1..];
        while (rest.Length >= HeaderLength && BinaryPrimitives.ReadUInt32BigEndian(rest[2..]) is var length && length <= rest.Length - HeaderLength)
        {
            stream.Pdus.Add(new Pdu(rest[0], rest[1], rest.Slice(HeaderLength, (int)length)));
            rest = rest[(HeaderLength + (int)length)..];
        }

        stream.Rest = rest.ToArray();
        return stream;
    }

    public byte[] ToBytes()
    {
        List<byte> bytes = [Step];
        foreach (var pdu in Pdus)
            pdu.WriteTo(bytes);
        bytes.AddRange(Rest);
        return [.. bytes];
    }

    private static void Add(List<byte> bytes, uint length)
    {
        Span<byte> encoded = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(encoded, length);
        bytes.AddRange(encoded);
    }

    /// <summary>A PDU: a list of values, or a body as it is.</summary>
    internal sealed class Pdu
    {
        private readonly byte _reserved;

        public Pdu(byte type, byte reserved, ReadOnlySpan<byte> body)
        {
            (Type, _reserved) = (type, reserved);
            Values = type == DataTransfer ? ReadValues(body) : null;
            Body = Values is null ? body.ToArray() : [];
        }

        public byte Type { get; set; }

        public List<Value>? Values { get; }

        public byte[] Body { get; set; }

        /// <summary>What its length is off by.</summary>
        public int Lie { get; set; }

        public Pdu Copy() => Read(Encode());

        public void WriteTo(List<byte> bytes)
        {
            List<byte> body = [.. Body];
            foreach (var value in Values ?? [])
            {
                Add(body, (uint)(value.Bytes.Length + 2 + value.Lie));
                body.Add(value.Context);
                body.Add(value.Control);
                body.AddRange(value.Bytes);
            }

            bytes.Add(Type);
            bytes.Add(_reserved);
            Add(bytes, (uint)(body.Count + Lie));
            bytes.AddRange(body);
        }

        private static Pdu Read(byte[] bytes) => new(bytes[0], bytes[1], bytes.AsSpan(HeaderLength));

        private byte[] Encode()
        {
            List<byte> bytes = [];
            WriteTo(bytes);
            return [.. bytes];
        }

        private static List<Value>? ReadValues(ReadOnlySpan<byte> body)
        {
            List<Value> values = [];
            while (!body.IsEmpty)
            {
                if (body.Length < HeaderLength || BinaryPrimitives.ReadUInt32BigEndian(body) is var length && (length < 2 || length > body.Length - 4))
                    return null;
                values.Add(new Value { Context = body[4], Control = body[5], Bytes = body.Slice(HeaderLength, (int)length - 2).ToArray() });
                body = body[(4 + (int)length)..];
            }

            return values;
        }
    }

    /// <summary>A presentation data value.</summary>
    internal sealed class Value
    {
        public required byte Context { get; set; }

        public required byte Control { get; set; }

        public required byte[] Bytes { get; set; }

        /// <summary>What its length is off by.</summary>
        public int Lie { get; set; }
    }
}
