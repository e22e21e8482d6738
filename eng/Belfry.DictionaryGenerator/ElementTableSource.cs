using System.Text;

namespace Belfry.DictionaryGenerator;

/// <summary>Makes ElementTable.cs: the standard attributes in the order of their tags, with a hash table over the tags.</summary>
internal static class ElementTableSource
{
    private const int SlotBits = 14;

    public static string Make(IReadOnlyList<ElementRow> elements, AttributeCodes codes)
    {
        var plain = elements.Where(row => !row.IsRepeating).ToList();
        var repeating = elements.Where(row => row.IsRepeating).ToList();
        var (multiplier, slots) = FindHash([.. plain.Select(row => row.Tag)]);
        var byKeyword = elements.Index().Where(pair => pair.Item.Keyword.Length > 0)
            .OrderBy(pair => pair.Item.Keyword, StringComparer.Ordinal).Select(pair => pair.Index);

        var source = new StringBuilder(SourceText.Header);
        source.Append($$"""
            /// <summary>
            /// The standard attributes as static data. Rows are in the order of tags, repeating groups behind them; the slot of a tag is
            /// the upper {{SlotBits}} bits of tag × multiplier, then the following ones, and holds a row number plus one.
            /// </summary>
            internal static class ElementTable
            {
                public const uint HashMultiplier = 0x{{multiplier:X8}};
                public const int HashShift = {{32 - SlotBits}};
                public const int SlotMask = {{(1 << SlotBits) - 1}};
                public const int PlainCount = {{plain.Count}};

            """);
        source.AppendSpan("ushort", "Slots", slots, "D");
        source.AppendSpan("uint", "Tags", plain.Select(row => row.Tag), "X8");
        source.AppendSpan("uint", "RepeatingTags", repeating.Select(row => row.Tag), "X8");
        source.AppendSpan("uint", "RepeatingMasks", repeating.Select(row => row.Mask), "X8");
        source.AppendSpan("ushort", "Codes", elements.Select(row => codes.Pack(row.VR, row.VM, row.IsRetired)), "X4");
        source.AppendSpan("ushort", "ByKeyword", byKeyword, "D");
        source.AppendLines("Texts", [.. elements.Select(row => $"{row.Keyword}\t{row.Name}")]);
        return source.Append("}\n").ToString();
    }

    // Of some odd multipliers the one with the fewest steps in all; the series is fixed so that the output is.
    private static (uint Multiplier, ushort[] Slots) FindHash(IReadOnlyList<uint> tags)
    {
        (uint Multiplier, ushort[] Slots, int Steps) best = (0, [], int.MaxValue);
        var random = 0x9E3779B1u;
        for (var attempt = 0; attempt < 400; attempt++)
        {
            random = (random * 1664525) + 1013904223;
            var (slots, steps) = Fill(tags, random | 1);
            if (steps < best.Steps)
                best = (random | 1, slots, steps);
        }

        return (best.Multiplier, best.Slots);
    }

    private static (ushort[] Slots, int Steps) Fill(IReadOnlyList<uint> tags, uint multiplier)
    {
        var slots = new ushort[1 << SlotBits];
        var steps = 0;
        for (var row = 0; row < tags.Count; row++)
        {
            var slot = (int)((tags[row] * multiplier) >> (32 - SlotBits));
            for (; slots[slot] != 0; slot = (slot + 1) % slots.Length)
                steps++;
            slots[slot] = (ushort)(row + 1);
        }

        return (slots, steps);
    }
}
