using System.Text;

namespace Belfry.DictionaryGenerator;

/// <summary>Makes UidTable.cs: the registered UIDs and the storage SOP classes, in ordinal order.</summary>
internal static class UidTableSource
{
    public static string Make(IReadOnlyList<UidRow> uids, IReadOnlyList<IReadOnlyDictionary<string, string>> storage)
    {
        var rows = uids.OrderBy(row => row.Uid, StringComparer.Ordinal).ToList();
        var byKeyword = rows.Index().Where(pair => pair.Item.Keyword.Length > 0)
            .OrderBy(pair => pair.Item.Keyword, StringComparer.Ordinal).Select(pair => pair.Index);
        var classes = storage.OrderBy(row => row["uid"], StringComparer.Ordinal);

        var source = new StringBuilder(SourceText.Header);
        source.Append("""
            /// <summary>The registered UIDs as static data: UID, keyword, name, type, R when retired.</summary>
            internal static class UidTable
            {

            """);
        source.AppendSpan("ushort", "ByKeyword", byKeyword, "D");
        source.AppendLines("Rows", [.. rows.Select(row => $"{row.Uid}\t{row.Keyword}\t{row.Name}\t{row.Type}\t{(row.IsRetired ? "R" : "")}")]);
        source.Append("}\n\n");
        source.Append("""
            /// <summary>The storage SOP classes as static data: UID, service class, IOD, prefix for file names.</summary>
            internal static class StorageSopClassTable
            {

            """);
        source.AppendLines("Rows", [.. classes.Select(row => $"{row["uid"]}\t{row["service_class"]}\t{row["iod"]}\t{row["file_prefix_dcmtk"]}")]);
        return source.Append("}\n").ToString();
    }
}
