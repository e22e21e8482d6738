namespace Belfry.DictionaryGenerator;

/// <summary>A row of uids.tsv.</summary>
internal sealed record UidRow(string Uid, string Keyword, string Name, string Type, bool IsRetired)
{
    /// <summary>Reads the table in its own order.</summary>
    public static IReadOnlyList<UidRow> ReadAll(string path) =>
        [.. Table.Read(path).Select(row => new UidRow(row["uid"], row["keyword"], row["name"], row["type"], row["retired"] == "Y"))];
}
