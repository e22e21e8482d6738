using System.Runtime.CompilerServices;

namespace Belfry.Dicom;

/// <summary>
/// The data dictionary (PS3.6, PS3.7), standard and private, generated from the tables in eng/dictionary. The tables are static
/// data of the assembly: next to nothing runs at start. Entries are made when first asked for and kept. Thread-safe.
/// </summary>
public static partial class DicomDictionary
{
    // Copies of 64 KB in all, since code that is not optimised allocates each time it asks for a span over static data.
    private static readonly ushort[] s_slots = ElementTable.Slots.ToArray();
    private static readonly uint[] s_tags = ElementTable.Tags.ToArray();
    private static readonly uint[] s_repeatingTags = ElementTable.RepeatingTags.ToArray();
    private static readonly uint[] s_repeatingMasks = ElementTable.RepeatingMasks.ToArray();
    private static readonly ushort[] s_codes = ElementTable.Codes.ToArray();

    private static DictionaryEntry?[]? s_entries;

    /// <summary>The entry of a standard tag, repeating groups included; null when unknown.</summary>
    public static DictionaryEntry? Find(DicomTag tag)
    {
        var row = FindRow(tag.Value);
        if (row < 0)
            return null;
        return row < ElementTable.PlainCount ? GetEntry(row) : GetEntry(row) with { Tag = tag };
    }

    /// <summary>The entry of a keyword, compared exactly; for repeating groups with the lowest tag.</summary>
    public static DictionaryEntry? FindKeyword(string keyword)
    {
        ArgumentNullException.ThrowIfNull(keyword);
        var row = Texts.Find(keyword, ElementTable.ByKeyword, 0);
        return row < 0 ? null : GetEntry(row);
    }

    /// <summary>
    /// The VR of a standard tag without making an entry; UN when unknown, UL for group lengths, LO for private creators,
    /// the first where the dictionary gives several.
    /// </summary>
    public static VR GetVR(DicomTag tag) => GetVR(tag, out _);

    /// <summary>The keyword of a standard tag; null when unknown or without one.</summary>
    public static string? GetKeyword(DicomTag tag)
    {
        var row = FindRow(tag.Value);
        return row >= 0 && GetEntry(row).Keyword is { Length: > 0 } keyword ? keyword : null;
    }

    /// <summary>As <see cref="GetVR(DicomTag)"/>, and what other VRs the attribute may have.</summary>
    internal static VR GetVR(DicomTag tag, out VRChoice choice)
    {
        var row = FindRow(tag.Value);
        if (row >= 0)
        {
            var code = new AttributeCode(s_codes[row]);
            choice = code.Choice;
            return code.VR;
        }

        choice = VRChoice.None;
        return tag.IsGroupLength ? VR.UL : tag.IsPrivateCreator ? VR.LO : VR.UN;
    }

    private static TextLines Texts => new(ElementTable.Texts, ElementTable.TextsOffsets);

    private static int FindRow(uint tag)
    {
        // The table knows no odd group, and most elements of odd groups are met in data sets full of them.
        if ((tag & 0x10000) != 0)
            return -1;
        var slots = s_slots;
        for (var slot = (int)((tag * ElementTable.HashMultiplier) >> ElementTable.HashShift); ; slot = (slot + 1) & ElementTable.SlotMask)
        {
            var row = slots[slot] - 1;
            if (row < 0)
                return FindRepeating(tag);
            if (s_tags[row] == tag)
                return row;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int FindRepeating(uint tag)
    {
        if ((tag >> 24) is not (0x50 or 0x60 or 0x7F) && (tag >> 16) is not (0x0020 or 0x0028 or 0x1000 or 0x1010))
            return -1;
        var tags = s_repeatingTags;
        var masks = s_repeatingMasks;
        for (var i = 0; i < tags.Length; i++)
        {
            if ((tag & masks[i]) == tags[i])
                return ElementTable.PlainCount + i;
        }

        return -1;
    }

    private static DictionaryEntry GetEntry(int row)
    {
        // Two threads may make the same entry: either will do, since entries are equal by value.
        var entries = s_entries ??= new DictionaryEntry?[s_codes.Length];
        return entries[row] ??= MakeEntry(row);
    }

    private static DictionaryEntry MakeEntry(int row)
    {
        var tag = row < ElementTable.PlainCount ? s_tags[row] : s_repeatingTags[row - ElementTable.PlainCount];
        var code = new AttributeCode(s_codes[row]);
        var fields = Texts.Fields(row);
        return new DictionaryEntry(new DicomTag(tag), fields[0], fields[1], code.VR, code.VM, code.Flag);
    }
}
