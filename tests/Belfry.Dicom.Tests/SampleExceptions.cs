namespace Belfry.Dicom.Tests;

/// <summary>Where the independent JSON of a sample and we differ on purpose, and why.</summary>
internal static class SampleExceptions
{
    private static readonly (string File, string Difference, string Reason)[] s_known =
    [
        ("*", "^FFFCFFFC: not expected", "the other program leaves trailing padding out of most files"),
        ("JPEGwithIcon.dcm", "^00880200\\[0\\]\\.7FE00010: not expected", "the icon's pixels were erased together with the encapsulated ones"),
        ("Lena-shift-jis.dcm", "^00100010: ", "the bytes are Shift JIS although ISO_IR 13 is declared; the other program decodes both alike"),
        ("nested_priv_SQ.dcm", "other bytes \\(9 instead of 10\\)", "an odd length, which the other program pads"),
    ];

    /// <summary>True when one of the rows covers the difference; <c>*</c> is any file.</summary>
    public static bool IsKnown(string file, string difference) => s_known.Any(row =>
        (row.File == "*" || row.File == file) && System.Text.RegularExpressions.Regex.IsMatch(difference, row.Difference));
}
