using System.Buffers.Binary;

namespace Belfry.Fuzz;

/// <summary>
/// Changes an input of the target <c>acceptor</c> by what it means: order and kind of PDUs, contexts and fragments of values, elements of command sets,
/// lengths of items; the other lengths are made right again, so that the change gets past the first check.
/// </summary>
internal static class AssociationMutator
{
    private const int MostChanges = 5;
    private const int CommandElementHeader = 8;

    private static readonly int[] s_lies = [-6, -2, -1, 1, 2, 6, 256, 65536, int.MaxValue / 2];
    private static readonly byte[] s_types = [1, 2, 3, 4, 5, 6, 7, 0, 8];

    public static byte[] Mutate(byte[] input, byte[] other, Random random)
    {
        var stream = AssociationStream.Read(input);
        var donor = AssociationStream.Read(other);
        for (var changes = random.Next(1, MostChanges + 1); changes > 0; changes--)
            Change(stream, donor, random);
        return stream.ToBytes();
    }

    private static void Change(AssociationStream stream, AssociationStream donor, Random random)
    {
        var pdus = stream.Pdus;
        if (pdus.Count == 0)
        {
            pdus.AddRange(donor.Pdus.Select(static pdu => pdu.Copy()));
            return;
        }

        var at = random.Next(pdus.Count);
        switch (random.Next(10))
        {
            case 0:
                stream.Step = (byte)random.Next(256);
                break;
            case 1:
                pdus.RemoveAt(at);
                break;
            case 2:
                pdus.Insert(random.Next(pdus.Count + 1), pdus[at].Copy());
                break;
            case 3 when donor.Pdus.Count > 0:
                pdus.Insert(random.Next(pdus.Count + 1), donor.Pdus[random.Next(donor.Pdus.Count)].Copy());
                break;
            case 4:
                (pdus[at], pdus[^1]) = (pdus[^1], pdus[at]);
                break;
            case 5:
                pdus[at].Type = s_types[random.Next(s_types.Length)];
                break;
            case 6:
                pdus[at].Lie = s_lies[random.Next(s_lies.Length)];
                break;
            default:
                ChangeInside(pdus, pdus[at], random);
                break;
        }
    }

    private static void ChangeInside(List<AssociationStream.Pdu> pdus, AssociationStream.Pdu pdu, Random random)
    {
        if (pdu.Values is { Count: > 0 } values)
            ChangeValue(pdus, values, random.Next(values.Count), random);
        else if (pdu.Body.Length > 0)
            ChangeBody(pdu.Body, random);
    }

    private static void ChangeValue(List<AssociationStream.Pdu> pdus, List<AssociationStream.Value> values, int at, Random random)
    {
        var value = values[at];
        switch (random.Next(8))
        {
            case 0:
                value.Context = (byte)(random.Next(2) == 0 ? value.Context + (2 * random.Next(-1, 2)) : random.Next(256));
                break;
            case 1:
                value.Control ^= (byte)(1 << random.Next(3));
                break;
            case 2:
                // Cut in two: neither is the last but the second.
                var cut = random.Next(value.Bytes.Length + 1);
                values.Insert(at, new AssociationStream.Value { Context = value.Context, Control = (byte)(value.Control & ~2), Bytes = value.Bytes[..cut] });
                value.Bytes = value.Bytes[cut..];
                break;
            case 3:
                values.RemoveAt(at);
                break;
            case 4 when pdus.Where(static pdu => pdu.Values is not null).ToList() is var targets:
                values.RemoveAt(at);
                var target = targets[random.Next(targets.Count)].Values ?? values;
                target.Insert(random.Next(target.Count + 1), value);
                break;
            case 5:
                value.Lie = s_lies[random.Next(s_lies.Length)];
                break;
            case 6 when (value.Control & 1) != 0:
                ChangeCommand(value.Bytes, random);
                break;
            default:
                ChangeBody(value.Bytes, random);
                break;
        }
    }

    /// <summary>Changes the value of an element of a command set, or its length.</summary>
    private static void ChangeCommand(byte[] command, Random random)
    {
        List<int> elements = [];
        for (var at = 0; at <= command.Length - CommandElementHeader;)
        {
            elements.Add(at);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(command.AsSpan(at + 4));
            if (length > command.Length - at - CommandElementHeader)
                break;
            at += CommandElementHeader + (int)length;
        }

        if (elements.Count == 0)
            return;
        var element = elements[random.Next(elements.Count)];
        switch (random.Next(3))
        {
            case 0:
                BinaryPrimitives.WriteUInt32LittleEndian(command.AsSpan(element + 4), (uint)random.Next(-4, 12));
                break;
            case 1:
                command[element + 2 + random.Next(2)] = (byte)random.Next(256);
                break;
            case 2 when element + CommandElementHeader + 2 <= command.Length:
                BinaryPrimitives.WriteUInt16LittleEndian(command.AsSpan(element + CommandElementHeader), (ushort)(random.Next(2) == 0 ? random.Next(8) : random.Next(65536)));
                break;
        }
    }

    // Lengths of items are two bytes, as good as anywhere.
    private static void ChangeBody(byte[] body, Random random)
    {
        if (body.Length == 0)
            return;
        var at = random.Next(body.Length);
        if (random.Next(2) == 0 || at + 2 > body.Length)
            body[at] = (byte)random.Next(256);
        else
            BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(at), (ushort)(BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(at)) + random.Next(-4, 5)));
    }
}
