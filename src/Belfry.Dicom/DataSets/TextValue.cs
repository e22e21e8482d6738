namespace Belfry.Dicom;

/// <summary>Padding of text values (PS3.5 §6.2).</summary>
internal static class TextValue
{
    /// <summary>Without padding and without the spaces that mean nothing for the VR, each value on its own.</summary>
    public static string Normalize(string text, VR vr)
    {
        if (!vr.IsBackslashDelimited || !text.Contains('\\'))
            return Trim(text, vr);
        var trimmed = text.Split('\\');
        var changed = false;
        for (var i = 0; i < trimmed.Length; i++)
        {
            var value = Trim(trimmed[i], vr);
            changed |= value.Length != trimmed[i].Length;
            trimmed[i] = value;
        }

        return changed ? string.Join('\\', trimmed) : text;
    }

    /// <summary>One value without padding: trailing spaces and NULs, and leading spaces where the VR gives them no meaning.</summary>
    public static string Trim(string value, VR vr)
    {
        var trimmed = Trim(value.AsSpan(), vr);
        return trimmed.Length == value.Length ? value : trimmed.ToString();
    }

    /// <inheritdoc cref="Trim(string, VR)"/>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> value, VR vr)
    {
        value = value.TrimEnd(" \0");
        return vr.KeepsLeadingSpaces ? value : value.TrimStart(' ');
    }
}
