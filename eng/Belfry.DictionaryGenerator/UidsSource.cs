using System.Text;

namespace Belfry.DictionaryGenerator;

/// <summary>Makes Uids.cs: one member per keyword.</summary>
internal static class UidsSource
{
    public static string Make(IReadOnlyList<UidRow> uids)
    {
        var source = new StringBuilder(SourceText.Header);
        source.Append("/// <summary>Registered UIDs by their PS3.6 keyword (Annex A).</summary>\npublic static class Uids\n{\n");
        foreach (var row in uids.Where(row => row.Keyword.Length > 0))
        {
            var retired = row.IsRetired ? ", retired" : "";
            source.Append($"    /// <summary>{row.Uid} {SourceText.Escape(row.Name)} ({row.Type}{retired}).</summary>\n");
            source.Append($"    public static DicomUid {row.Keyword} => new(\"{row.Uid}\");\n");
        }

        return source.Append("}\n").ToString();
    }
}
