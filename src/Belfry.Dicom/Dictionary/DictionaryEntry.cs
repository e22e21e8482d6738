namespace Belfry.Dicom;

/// <summary>What the dictionary says of an attribute (PS3.6 §6).</summary>
/// <param name="Tag">The tag; for repeating groups, the one asked for.</param>
/// <param name="Keyword">The keyword; empty when there is none.</param>
/// <param name="Name">The name.</param>
/// <param name="VR">The VR; the first of several.</param>
/// <param name="VM">The value multiplicity, as the standard writes it.</param>
/// <param name="IsRetired">True when retired.</param>
public sealed record DictionaryEntry(DicomTag Tag, string Keyword, string Name, VR VR, string VM, bool IsRetired);
