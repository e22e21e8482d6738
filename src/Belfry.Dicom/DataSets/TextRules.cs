using System.Globalization;

namespace Belfry.Dicom;

/// <summary>
/// Which characters a text VR may hold (PS3.5 §6.2), lenient enough for queries: wild cards and ranges pass, and lengths are not
/// looked at.
/// </summary>
internal static class TextRules
{
    private const string Delimiter = "\\ ";
    private const string Date = "0123456789.-*?\"" + Delimiter;
    private const string Time = "0123456789.:-*?\"" + Delimiter;
    private const string DateTime = "0123456789.:+-*?\"" + Delimiter;
    private const string Decimal = "0123456789+-Ee.*?\"" + Delimiter;
    private const string Integer = "0123456789+-*?\"" + Delimiter;
    private const string Uid = "0123456789.*?\"\0" + Delimiter;
    private const string Age = "0123456789DWMY*?\"" + Delimiter;

    /// <exception cref="FormatException">A character that the VR cannot hold.</exception>
    public static void Check(DicomTag tag, VR vr, ReadOnlySpan<char> text)
    {
        var allowed = vr switch
        {
            VR.DA => Date,
            VR.TM => Time,
            VR.DT => DateTime,
            VR.DS => Decimal,
            VR.IS => Integer,
            VR.UI => Uid,
            VR.AS => Age,
            _ => null,
        };
        if (allowed is null ? HasForbiddenControl(vr, text) : !HasOnly(text, allowed))
            throw new FormatException($"{tag} ({vr}) cannot hold a character of the given text.");
    }

    /// <summary>At most 16 characters (PS3.5 §6.2, DS), as near to the number as these allow.</summary>
    public static string ToDecimalString(double number)
    {
        if (!double.IsFinite(number))
            throw new FormatException("DS holds finite numbers only.");
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        for (var digits = 15; text.Length > 16; digits--)
            text = number.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text;
    }

    public static string ToIntegerString(double number) => double.IsInteger(number)
        ? number.ToString("F0", CultureInfo.InvariantCulture)
        : throw new FormatException("IS holds whole numbers only.");

    // Such values are short: a table for vectors costs more to make, at each start, than it saves.
    private static bool HasOnly(ReadOnlySpan<char> text, string allowed)
    {
        foreach (var character in text)
        {
            if (!allowed.Contains(character))
                return false;
        }

        return true;
    }

    // ESC belongs to code extensions, which the encoder makes; TAB, LF, FF and CR are for ST, LT and UT only.
    private static bool HasForbiddenControl(VR vr, ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (character >= ' ' || (vr is VR.ST or VR.LT or VR.UT && character is '\t' or '\n' or '\f' or '\r'))
                continue;
            if (character != '\0' && character != '\u001B')
                return true;
        }

        return false;
    }
}
