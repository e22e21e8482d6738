namespace Belfry.Dicom;

/// <summary>The registered UIDs (PS3.6 Annex A), generated from the tables in eng/dictionary. Thread-safe.</summary>
public static class UidDictionary
{
    private static UidEntry?[]? s_entries;

    /// <summary>The entry of a UID; null when it is not registered.</summary>
    public static UidEntry? Find(DicomUid uid) => GetEntry(Rows.Find(uid.Value));

    /// <summary>The entry of a keyword, compared exactly; null when unknown.</summary>
    public static UidEntry? FindKeyword(string keyword)
    {
        ArgumentNullException.ThrowIfNull(keyword);
        return GetEntry(Rows.Find(keyword, UidTable.ByKeyword, 1));
    }

    /// <summary>All entries, in the ordinal order of their UIDs.</summary>
    public static IEnumerable<UidEntry> All()
    {
        for (var row = 0; row < Rows.Count; row++)
            yield return GetEntry(row)!; // not null: the row exists
    }

    private static TextLines Rows => new(UidTable.Rows, UidTable.RowsOffsets);

    private static UidEntry? GetEntry(int row)
    {
        if (row < 0)
            return null;
        var entries = s_entries ??= new UidEntry?[Rows.Count];
        return entries[row] ??= MakeEntry(row);
    }

    private static UidEntry MakeEntry(int row)
    {
        var fields = Rows.Fields(row);
        return new UidEntry(new DicomUid(fields[0]), fields[1], fields[2], fields[3], fields[4] == "R");
    }
}
