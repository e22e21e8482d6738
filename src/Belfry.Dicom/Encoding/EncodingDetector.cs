namespace Belfry.Dicom;

/// <summary>Whether the first element of a data set stands in an encoding, and in which, when what was declared cannot be.</summary>
internal static class EncodingDetector
{
    private static ReadOnlySpan<DataEncoding> Candidates =>
        [DataEncoding.ExplicitLittle, DataEncoding.ImplicitLittle, DataEncoding.ExplicitBig];

    /// <summary>The declared encoding unless the first element contradicts it and fits another one.</summary>
    public static DataEncoding Choose(ReadOnlySpan<byte> window, bool isFinal, DataEncoding declared) =>
        window.Length < 8 || Fits(window, isFinal, declared) ? declared : Detect(window, isFinal) ?? declared;

    /// <summary>The first encoding that fits; null when none does.</summary>
    public static DataEncoding? Detect(ReadOnlySpan<byte> window, bool isFinal)
    {
        foreach (var candidate in Candidates)
        {
            if (Fits(window, isFinal, candidate))
                return candidate;
        }

        return null;
    }

    private static bool Fits(ReadOnlySpan<byte> window, bool isFinal, DataEncoding encoding)
    {
        if (!ElementHeader.TryRead(window, encoding, out var header) || header.HasUnknownLetters)
            return false;
        var tag = header.Tag;
        // Big endian files show group 0008 as 0800 to a little endian reader and the other way round.
        if (encoding.IsExplicit && tag.Group > 0xFF && (tag.Group & 0xFF) == 0)
            return false;
        if (!encoding.IsExplicit && !tag.IsGroupLength && !tag.IsPrivate && DicomDictionary.GetVR(tag) == VR.UN)
            return false;
        if (header.IsUndefined)
            return header.VR is VR.None or VR.SQ or VR.UN || header.VR.IsBulk;
        var end = (long)header.Size + header.Length;
        if (end > window.Length)
            return !isFinal && encoding.IsExplicit;
        // The next tag is greater, or at least one of the same order.
        return end + 8 > window.Length || ElementHeader.ReadTag(window[(int)end..], encoding.IsBig) is var next
            && (next > tag || encoding.IsExplicit);
    }
}
