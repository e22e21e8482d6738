namespace Belfry.Dicom;

/// <summary>What the registry says of a UID (PS3.6 Annex A).</summary>
public sealed record UidEntry(DicomUid Uid, string Keyword, string Name, string Type, bool IsRetired);

/// <summary>The registered UIDs (PS3.6 Annex A).</summary>
public static class UidDictionary
{
    /// <summary>The entry of a UID; null when it is not registered.</summary>
    public static UidEntry? Find(DicomUid uid) => throw new NotSupportedException();
}
