namespace Belfry.Dicom;

/// <summary>What the dictionary says of an attribute (PS3.6 §6).</summary>
/// <param name="Tag">The tag; for repeating groups, the one asked for.</param>
/// <param name="Keyword">The keyword; empty when there is none.</param>
/// <param name="Name">The name.</param>
/// <param name="VR">The VR; the first of several.</param>
/// <param name="VM">The value multiplicity, as the standard writes it.</param>
/// <param name="IsRetired">True when retired.</param>
public sealed record DictionaryEntry(DicomTag Tag, string Keyword, string Name, VR VR, string VM, bool IsRetired);

/// <summary>The data dictionary (PS3.6, PS3.7), standard and private, generated from the tables in eng/dictionary.</summary>
public static class DicomDictionary
{
    /// <summary>The entry of a standard tag, repeating groups included; null when unknown.</summary>
    public static DictionaryEntry? Find(DicomTag tag) => throw new NotSupportedException();

    /// <summary>The entry of a private element by creator, whatever block it lies in; null when unknown.</summary>
    public static DictionaryEntry? FindPrivate(DicomTag tag, string privateCreator) => throw new NotSupportedException();

    /// <summary>The entry of a keyword, compared exactly.</summary>
    public static DictionaryEntry? FindKeyword(string keyword) => throw new NotSupportedException();

    /// <summary>The VR of a standard tag without making an entry; UN when unknown, UL for group lengths, LO for private creators.</summary>
    public static VR GetVR(DicomTag tag) => throw new NotSupportedException();

    /// <summary>The keyword of a standard tag; null when unknown.</summary>
    public static string? GetKeyword(DicomTag tag) => Find(tag)?.Keyword;
}
