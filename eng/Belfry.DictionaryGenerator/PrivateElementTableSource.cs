using System.Text;

namespace Belfry.DictionaryGenerator;

/// <summary>Makes PrivateElementTable.cs: creators in ordinal order, each with a range of rows in the order of their keys.</summary>
internal static class PrivateElementTableSource
{
    public static string Make(IReadOnlyList<PrivateRow> rows, AttributeCodes codes)
    {
        var creators = rows.Select(row => row.Creator).Distinct().ToList();
        var starts = creators.Select(creator => rows.Index().First(pair => pair.Item.Creator == creator).Index).Append(rows.Count);
        var texts = rows.Select(Text).Distinct().Order(StringComparer.Ordinal).ToList();
        var numbers = texts.Index().ToDictionary(pair => pair.Item, pair => pair.Index);

        var source = new StringBuilder(SourceText.Header);
        source.Append("""
            /// <summary>The private attributes as static data; see DicomDictionary.FindPrivate for the keys.</summary>
            internal static class PrivateElementTable
            {

            """);
        source.AppendSpan("ushort", "CreatorStarts", starts, "D");
        source.AppendSpan("uint", "Keys", rows.Select(row => row.Key), "X8");
        source.AppendSpan("ushort", "Codes", rows.Select(row => codes.Pack(row.VR, row.VM, row.IsWholeBlock)), "X4");
        source.AppendSpan("ushort", "TextNumbers", rows.Select(row => numbers[Text(row)]), "D");
        source.AppendLines("Creators", creators);
        source.AppendLines("Texts", texts);
        return source.Append("}\n").ToString();
    }

    private static string Text(PrivateRow row) => $"{row.Keyword}\t{row.Name}";
}
