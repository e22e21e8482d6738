using System.Text;

namespace Belfry.Server.Tests.Telemetry;

/// <summary>The fields of a message of Protocol Buffers, by their numbers, as far as tests look at them.</summary>
internal static class ProtobufFields
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Bytes = 2;
    private const int Fixed32 = 5;

    /// <summary>All texts at the end of a path of field numbers through the messages within.</summary>
    public static List<string> Texts(ReadOnlyMemory<byte> message, params int[] path) => [.. Find(message, path).Select(static value => Encoding.UTF8.GetString(value.Span))];

    /// <summary>The same, as they are.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Find(ReadOnlyMemory<byte> message, params int[] path) =>
        path.Length == 0 ? [message] : Read(message).Where(field => field.Number == path[0]).SelectMany(field => Find(field.Value, path[1..]));

    private static List<(int Number, ReadOnlyMemory<byte> Value)> Read(ReadOnlyMemory<byte> message)
    {
        List<(int, ReadOnlyMemory<byte>)> fields = [];
        for (var at = 0; at < message.Length;)
        {
            var key = ReadVarint(message.Span, ref at);
            var start = at;
            switch ((int)(key & 7))
            {
                case Varint:
                    ReadVarint(message.Span, ref at);
                    break;
                case Fixed64:
                    at += 8;
                    break;
                case Bytes:
                    var length = (int)ReadVarint(message.Span, ref at);
                    start = at;
                    at += length;
                    break;
                case Fixed32:
                    at += 4;
                    break;
                default:
                    throw new FormatException($"Wire type {key & 7}.");
            }

            fields.Add(((int)(key >> 3), message[start..at]));
        }

        return fields;
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var one = bytes[at++];
            value |= (ulong)(one & 0x7F) << shift;
            if (one < 0x80)
                return value;
        }
    }
}
