using System.Globalization;

namespace Belfry.DictionaryGenerator;

/// <summary>A row of private-dictionary.tsv.</summary>
/// <param name="Creator">The private creator.</param>
/// <param name="Key">Group and element; see <see cref="ReadAll"/>.</param>
/// <param name="IsWholeBlock">True for <c>10xx</c>: every element of that block.</param>
/// <param name="Keyword">The keyword, or empty.</param>
/// <param name="Name">The name, or empty.</param>
/// <param name="VR">The VR.</param>
/// <param name="VM">The value multiplicity.</param>
internal sealed record PrivateRow(string Creator, uint Key, bool IsWholeBlock, string Keyword, string Name, string VR, string VM)
{
    /// <summary>
    /// Reads the table in the order of creators and keys. A block-relative element <c>xxEE</c> has the key gggg00EE, and so has
    /// the legacy spelling <c>00EE</c> of the same thing. A range of odd groups, <c>6001-o-60ff</c> or <c>60xx</c>, has the even key 6000.
    /// Where a range and a single pattern say different things, the first row counts. Rows of even groups stay in the table, but nobody can ask for them.
    /// </summary>
    public static IReadOnlyList<PrivateRow> ReadAll(string path) =>
        [.. Table.Read(path).Select(Make)
            .DistinctBy(row => (row.Creator, row.Key))
            .OrderBy(row => row.Creator, StringComparer.Ordinal).ThenBy(row => row.Key)];

    private static PrivateRow Make(IReadOnlyDictionary<string, string> row)
    {
        var group = row["group"] switch
        {
            [_, _, 'x', 'x'] range => Hex(range[..2]) << 8,
            { Length: 4 } one => Hex(one),
            [_, _, '0', '1', '-', 'o', '-', ..] range => Hex(range[..2]) << 8,
            var other => throw new InvalidDataException($"Group '{other}' is not understood."),
        };
        var element = row["element"];
        var isWholeBlock = element.EndsWith("xx", StringComparison.Ordinal);
        var key = (group << 16) | Hex(element.Replace('x', '0'));
        var keyword = row["keyword_dcmtk"] is "Unknown" ? "" : row["keyword_dcmtk"];
        var name = row["name_gdcm"] is "" ? keyword : row["name_gdcm"];
        return new PrivateRow(row["private_creator"], key, isWholeBlock, keyword, name, row["vr"], row["vm"]);
    }

    private static uint Hex(string digits) => uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
