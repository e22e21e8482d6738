using Belfry.Network;

namespace Belfry.Fuzz;

/// <summary>The reader of PDUs: what it finds does not depend on how the bytes arrive.</summary>
internal static class PduTarget
{
    public static void Run(byte[] bytes)
    {
        var whole = Read(bytes, bytes.Length);
        foreach (var step in (int[])[1, 7])
            FuzzFinding.Unless(whole.SequenceEqual(Read(bytes, step)), $"In steps of {step} bytes, other PDUs are found.");
    }

    /// <summary>The tokens in words, the pieces of a value joined; the last tells how it ended.</summary>
    private static List<string> Read(byte[] bytes, int step)
    {
        var found = new List<string>();
        var reader = new PduReader(AssociationLimits.SmallestMaxPduLength, AssociationLimits.Default.MaxAssociatePduLength);
        var (start, end) = (0, 0);
        var value = new List<byte>();
        try
        {
            while (true)
            {
                if (reader.TryRead(bytes.AsSpan(start, end - start), out var token, out var consumed, out var needed))
                {
                    FuzzFinding.Unless(consumed > 0 && consumed <= end - start, "A token that consumes nothing, or what is not there.");
                    start += consumed;
                    Add(found, value, in token);
                    continue;
                }

                FuzzFinding.Unless(consumed == 0 && needed > end - start, "It asks for more than it has got already.");
                if (end == bytes.Length)
                    break;
                end = Math.Min(bytes.Length, end + step);
            }

            found.Add(reader.IsInsidePdu ? $"inside {value.Count}" : "end");
        }
        catch (ProtocolViolationException violation)
        {
            found.Add(violation.Message);
        }

        return found;
    }

    private static void Add(List<string> found, List<byte> value, in PduToken token)
    {
        if (!token.IsDataValue)
        {
            found.Add($"{token.Type} {Convert.ToHexString(token.Bytes)}");
            return;
        }

        if (token.BeginsValue)
            value.Clear();
        value.AddRange(token.Bytes);
        if (!token.EndsValue)
            return;
        FuzzFinding.Unless(value.Count == token.ValueLength, "The pieces of a value are not its length.");
        found.Add($"value {token.ContextId} {token.IsCommand} {token.IsLastValue} {Convert.ToHexString([.. value])}");
    }
}
