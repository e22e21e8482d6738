using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Parts a range key at its hyphen (PS3.4 §C.2.2.2.5). Spaces around the hyphen, as the standard prints it, are allowed.</summary>
internal static class RangeText
{
    /// <returns>False when the text is a single value.</returns>
    public static bool TrySplit(string text, VR vr, out string from, out string to)
    {
        from = to = "";
        var hyphen = vr == VR.DT ? FindDateTimeHyphen(text) : text.IndexOf('-');
        if (hyphen < 0)
            return false;
        from = text[..hyphen].Trim();
        to = text[(hyphen + 1)..].Trim();
        return true;
    }

    // A hyphen and four digits that make an offset belong to the date-time before them, unless nothing stands before (PS3.5 §6.2, DT).
    private static int FindDateTimeHyphen(string text)
    {
        for (var i = text.IndexOf('-'); i >= 0; i = text.IndexOf('-', i + 1))
        {
            var isOffset = i >= 4 && text.Length >= i + 5 && TemporalText.TryOffset(text.AsSpan(i, 5), out _)
                && (text.Length == i + 5 || text[i + 5] is '-' or ' ');
            if (!isOffset)
                return i;
        }

        return -1;
    }
}
