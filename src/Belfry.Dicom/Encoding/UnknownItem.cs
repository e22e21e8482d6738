namespace Belfry.Dicom;

/// <summary>
/// The encoding of an item in a sequence that came as UN. It is implicit VR little endian (PS3.5 §6.2.2 note 2), but some writers put
/// explicit VR there. Looks at the first element, and behind it where both readings are possible: at most 64 KiB.
/// </summary>
internal static class UnknownItem
{
    private const int ImplicitSize = 8;

    /// <summary>Whether the item is in explicit VR little endian.</summary>
    /// <param name="content">What follows the item's header, as far as it is there.</param>
    /// <param name="room">Bytes to the end of the item or of what it is in; <see cref="long.MaxValue"/> when a delimiter ends it.</param>
    /// <param name="isFinal">True when nothing follows the content.</param>
    /// <returns>Null when more of the content is needed.</returns>
    public static bool? IsExplicit(ReadOnlySpan<byte> content, long room, bool isFinal)
    {
        if (room < ImplicitSize)
            return false;
        if (!ElementHeader.TryRead(content, DataEncoding.ExplicitLittle, out var asExplicit))
            return isFinal ? false : null;
        if (!IsElement(asExplicit))
            return false;
        var end = asExplicit.Size + (long)asExplicit.Length;
        if (asExplicit.IsUndefined)
            return asExplicit.VR is VR.SQ or VR.UN;
        if (end > room)
            return false;
        ElementHeader.TryRead(content, DataEncoding.ImplicitLittle, out var asImplicit);
        // Letters of which the first has an odd code make an odd length, those of all VRs of long values among them.
        if ((asImplicit.Length & 1) != 0 || ImplicitSize + asImplicit.Length > room)
            return true;
        return end == room ? true : ContinuesExplicit(content, end, asExplicit.Tag, isFinal);
    }

    private static bool? ContinuesExplicit(ReadOnlySpan<byte> content, long end, DicomTag last, bool isFinal)
    {
        if (end >= content.Length || !ElementHeader.TryRead(content[(int)end..], DataEncoding.ExplicitLittle, out var next))
            return isFinal ? false : null;
        return next.Tag.Value == ElementHeader.ItemDelimiter || (IsElement(next) && next.Tag > last);
    }

    private static bool IsElement(in ElementHeader header) => !header.Tag.IsItemOrDelimiter && header.VR != VR.None;
}
