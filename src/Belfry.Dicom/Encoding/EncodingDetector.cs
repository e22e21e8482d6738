using System.Buffers.Binary;

namespace Belfry.Dicom;

/// <summary>Whether the first element of a data set stands in an encoding, and in which, when what was declared cannot be.</summary>
internal static class EncodingDetector
{
    // So many elements without a value are passed for one that tells the order of bytes.
    private const int MostEmpty = 32;

    // No more is looked at, so that a stream is judged as memory is.
    private const int Beginning = 1024;

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

    // The letters of VRs stand the same in both orders, and so does no length; elements with one tell.
    private static bool Fits(ReadOnlySpan<byte> window, bool isFinal, DataEncoding encoding)
    {
        if (window.Length > Beginning)
        {
            window = window[..Beginning];
            isFinal = false;
        }

        if (!ElementHeader.TryRead(window, encoding, out var first) || !IsPossible(first, encoding))
            return false;
        var tag = first.Tag;
        if (!encoding.IsExplicit && !tag.IsGroupLength && !tag.IsPrivate && DicomDictionary.GetVR(tag) == VR.UN)
            return false;
        var header = first;
        var rest = window;
        for (var count = 0; count < MostEmpty; count++)
        {
            if (header.IsUndefined)
                return header.VR is VR.None or VR.SQ or VR.UN || header.VR.IsBulk;
            var end = (long)header.Size + header.Length;
            if (end > rest.Length && (isFinal || !encoding.IsExplicit))
                return false;
            if (end > rest.Length)
                break;
            if (!ElementHeader.TryRead(rest[(int)end..], encoding, out var next))
            {
                if (header.Length > 0)
                    return true;
                break;
            }

            if (encoding.IsExplicit ? next.HasUnknownLetters : next.Tag <= header.Tag)
                return false;
            if (header.Length > 0)
                return true;
            header = next;
            rest = rest[(int)end..];
        }

        return !LooksSwapped(first, encoding);
    }

    private static bool IsPossible(in ElementHeader header, DataEncoding encoding) =>
        !header.HasUnknownLetters && !(encoding.IsExplicit && header.Tag.IsGroupLength && header.Length != sizeof(uint));

    /// <summary>Big endian files show group 0008 as 0800 to a little endian reader and the other way round. To be asked when lengths do not tell.</summary>
    private static bool LooksSwapped(in ElementHeader header, DataEncoding encoding)
    {
        var tag = header.Tag;
        if (!encoding.IsExplicit || tag.Group <= 0xFF || (tag.Group & 0xFF) != 0 || DicomDictionary.GetVR(tag) != VR.UN)
            return false;
        var swapped = new DicomTag(BinaryPrimitives.ReverseEndianness(tag.Group), BinaryPrimitives.ReverseEndianness(tag.Element));
        return header.VR != VR.UN && DicomDictionary.GetVR(swapped) == header.VR;
    }
}
