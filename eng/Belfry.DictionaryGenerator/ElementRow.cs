using System.Globalization;

namespace Belfry.DictionaryGenerator;

/// <summary>A row of data-elements.tsv.</summary>
/// <param name="Pattern">The tag as the table writes it; <c>x</c> stands for any hexadecimal digit.</param>
/// <param name="Keyword">The keyword, or empty.</param>
/// <param name="Name">The name, or empty.</param>
/// <param name="VR">The VR or VRs, or a hyphen.</param>
/// <param name="VM">The value multiplicity.</param>
/// <param name="IsRetired">True when retired.</param>
internal sealed record ElementRow(string Pattern, string Keyword, string Name, string VR, string VM, bool IsRetired)
{
    /// <summary>True when the pattern names many tags.</summary>
    public bool IsRepeating => Pattern.Contains('x');

    /// <summary>The tag, with 0 for each <c>x</c>.</summary>
    public uint Tag => Parse('0', '0');

    /// <summary>Ones where the pattern names a digit; for the even-only groups the lowest group bit too.</summary>
    public uint Mask
    {
        get
        {
            var mask = ~(Parse('F', 'F') ^ Tag);
            return Pattern[3..5] == "xx" ? mask | 0x10000 : mask;
        }
    }

    /// <summary>Reads the table, in the order of tags, patterns last.</summary>
    public static IReadOnlyList<ElementRow> ReadAll(string path) =>
        [.. Table.Read(path)
            .Select(row => new ElementRow(row["tag"], row["keyword"], row["name"], row["vr"], row["vm"], row["retired"] == "Y"))
            .OrderBy(row => row.IsRepeating).ThenBy(row => row.Tag)];

    private uint Parse(char group, char element)
    {
        var digits = string.Concat(Pattern[1..5].Replace('x', group), Pattern[6..10].Replace('x', element));
        return uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
