using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Belfry.Dicom;

namespace Belfry.Archive;

/// <summary>The text of a header's elements as the index keeps it: what is searched by and what answers hold come from the same reading.</summary>
internal static class HeaderText
{
    // What is not the same in every character set: ESC begins another one, ISO_IR 13 has other signs for two.
    private static readonly SearchValues<byte> _special = SearchValues.Create([0x1B, (byte)'~', (byte)'\\']);

    /// <summary>All values joined by backslash, without the padding at the end; null for what is absent, empty, or no text.</summary>
    public static string? Read(DicomDataSet header, DicomTag tag, SpecificCharacterSet defaultSet)
    {
        if (!header.TryGetElement(tag, out var element) || element.IsEmpty || !IsReadable(element))
            return null;
        var text = Decode(header, element, RuleOf(element), defaultSet).TrimEnd(' ', '\0');
        return text.Length > 0 ? text : null;
    }

    /// <summary>True for a value that the index does not lose: text of no more than <see cref="TagWriter.MaxLength"/>, or none.</summary>
    public static bool IsReadable(DicomElement element) =>
        element.IsEmpty
        || (!element.IsSequence && !element.IsEncapsulated && !element.IsDeferred && RuleOf(element).IsText && element.Length <= TagWriter.MaxLength);

    /// <summary>The VR of an element; that of the dictionary where it came as UN.</summary>
    public static VR RuleOf(DicomElement element) => element.VR == VR.UN && !element.Tag.IsPrivate ? DicomDictionary.GetVR(element.Tag) : element.VR;

    /// <summary>True for bytes that mean the same in every character set.</summary>
    public static bool IsPlain(DicomDataSet header, VR vr, ReadOnlySpan<byte> bytes) =>
        Ascii.IsValid(bytes)
        && (!vr.IsCharsetAffected || !bytes.ContainsAny(_special) || (header.CharacterSet.Equals(SpecificCharacterSet.Default) && !bytes.Contains((byte)0x1B)));

    /// <summary>The text, padding included.</summary>
    public static string Decode(DicomDataSet header, DicomElement element, VR vr, SpecificCharacterSet defaultSet)
    {
        var bytes = element.RawValue.Span;
        if (IsPlain(header, vr, bytes))
            return Encoding.ASCII.GetString(bytes);
        if (!vr.IsCharsetAffected)
            return Encoding.Latin1.GetString(bytes);
        var set = header.CharacterSet;
        if (set.Equals(SpecificCharacterSet.Default))
            set = Utf8.IsValid(bytes) ? SpecificCharacterSet.Utf8 : defaultSet;
        return set.Decode(bytes, vr);
    }
}
