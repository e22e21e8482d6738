namespace Belfry.Dicom;

/// <summary>A SOP class whose instances C-STORE carries (PS3.4 Annex B and GG, DICONDE, DICOS).</summary>
/// <param name="Uid">The SOP Class UID.</param>
/// <param name="Service">The service class and where it is defined.</param>
/// <param name="Iod">The information object definition; empty when not known.</param>
/// <param name="FilePrefix">The customary beginning of file names, such as <c>CT</c>; empty when there is none.</param>
public sealed record StorageSopClass(DicomUid Uid, string Service, string Iod, string FilePrefix)
{
    /// <summary>All of them, in the ordinal order of their UIDs.</summary>
    public static IEnumerable<StorageSopClass> All()
    {
        for (var row = 0; row < Rows.Count; row++)
            yield return Make(row);
    }

    /// <summary>True for the UID of a storage SOP class. Does not allocate.</summary>
    public static bool Contains(DicomUid uid) => Rows.Find(uid.Value) >= 0;

    /// <summary>The storage SOP class of a UID; null when it is none.</summary>
    public static StorageSopClass? Find(DicomUid uid) => Rows.Find(uid.Value) is >= 0 and var row ? Make(row) : null;

    private static TextLines Rows => new(StorageSopClassTable.Rows, StorageSopClassTable.RowsOffsets);

    private static StorageSopClass Make(int row)
    {
        var fields = Rows.Fields(row);
        return new StorageSopClass(new DicomUid(fields[0]), fields[1], fields[2], fields[3]);
    }
}
