using System.Text;

namespace Belfry.DictionaryGenerator;

/// <summary>Makes TransferSyntaxTable.Rows.cs.</summary>
internal static class TransferSyntaxSource
{
    public static string Make(IReadOnlyList<IReadOnlyDictionary<string, string>> syntaxes)
    {
        var source = new StringBuilder(SourceText.Header);
        source.Append("""
            internal static partial class TransferSyntaxTable
            {
                private static TransferSyntax[] MakeRows() =>
                [

            """);
        foreach (var row in syntaxes)
            source.Append($"        Row(\"{row["uid"]}\", \"{row["name"]}\", \"{row["family"]}\", {Flags(row)}),\n");
        return source.Append("    ];\n}\n").ToString();
    }

    private static string Flags(IReadOnlyDictionary<string, string> row)
    {
        var flags = new List<string>();
        if (row["explicit_vr"] == "Y")
            flags.Add("TransferSyntaxFlags.ExplicitVR");
        if (row["endian"] == "big")
            flags.Add("TransferSyntaxFlags.BigEndian");
        if (row["endian"] == "little (pixel data big)")
            flags.Add("TransferSyntaxFlags.BigEndianPixelData");
        if (row["endian"] == "-")
            flags.Add("TransferSyntaxFlags.NoDataSet");
        if (row["encapsulated"] == "Y")
            flags.Add("TransferSyntaxFlags.Encapsulated");
        if (row["deflated"] == "Y")
            flags.Add("TransferSyntaxFlags.Deflated");
        if (row["lossy"].Contains("loss", StringComparison.Ordinal) && row["lossy"] != "lossless")
            flags.Add("TransferSyntaxFlags.Lossy");
        if (row["retired"] == "Y")
            flags.Add("TransferSyntaxFlags.Retired");
        return flags.Count == 0 ? "TransferSyntaxFlags.None" : string.Join(" | ", flags);
    }
}
