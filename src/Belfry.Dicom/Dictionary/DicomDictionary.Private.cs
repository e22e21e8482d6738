namespace Belfry.Dicom;

public static partial class DicomDictionary
{
    private const uint ElementInBlock = 0xFFFF00FF;

    /// <summary>The entry of a private element by creator, whatever block it lies in; null when unknown.</summary>
    /// <param name="tag">The tag as it stands in the data set.</param>
    /// <param name="privateCreator">The value of the element that reserves its block; spaces around it do not count.</param>
    public static DictionaryEntry? FindPrivate(DicomTag tag, string privateCreator)
    {
        ArgumentNullException.ThrowIfNull(privateCreator);
        var row = FindPrivateRow(tag, privateCreator);
        if (row < 0)
            return null;
        var code = new AttributeCode(PrivateElementTable.Codes[row]);
        var texts = new TextLines(PrivateElementTable.Texts, PrivateElementTable.TextsOffsets);
        var fields = texts.Fields(PrivateElementTable.TextNumbers[row]);
        return new DictionaryEntry(tag, fields[0], fields[1], code.VR, code.VM, IsRetired: false);
    }

    /// <summary>The VR of a private element by creator, without allocating; UN when unknown.</summary>
    public static VR GetPrivateVR(DicomTag tag, ReadOnlySpan<char> privateCreator)
    {
        var row = FindPrivateRow(tag, privateCreator);
        return row < 0 ? VR.UN : new AttributeCode(PrivateElementTable.Codes[row]).VR;
    }

    private static int FindPrivateRow(DicomTag tag, ReadOnlySpan<char> privateCreator)
    {
        if (!tag.IsPrivate || tag.Element < 0x1000)
            return -1;
        var creator = new TextLines(PrivateElementTable.Creators, PrivateElementTable.CreatorsOffsets).Find(privateCreator.Trim(' '));
        if (creator < 0)
            return -1;
        var start = PrivateElementTable.CreatorStarts[creator];
        var end = PrivateElementTable.CreatorStarts[creator + 1];
        var keys = PrivateElementTable.Keys[start..end];
        var row = FindKey(keys, tag.Value);
        if (row >= 0)
            return start + row;
        row = keys.BinarySearch(tag.Value & 0xFFFFFF00);
        return row >= 0 && new AttributeCode(PrivateElementTable.Codes[start + row]).Flag ? start + row : -1;
    }

    // Keys are gggg00EE for elements given by their place in the block, ggggeeee for those given outright, gg0000EE for ranges
    // of groups; whole blocks have the key ggggBB00 and the flag.
    private static int FindKey(ReadOnlySpan<uint> keys, uint tag)
    {
        var row = keys.BinarySearch(tag & ElementInBlock);
        if (row < 0)
            row = keys.BinarySearch(tag);
        if (row < 0)
            row = keys.BinarySearch(tag & ElementInBlock & 0xFF00FFFF);
        return row;
    }
}
