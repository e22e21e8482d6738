using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>What PS3.4 §C.2.2.2 and PS3.5 §6.2 say of each VR.</summary>
internal static class MatchingRules
{
    /// <summary>True when <c>*</c> and <c>?</c> are wildcards (PS3.4 §C.2.2.2.4).</summary>
    public static bool HasWildcards(VR vr) =>
        vr is VR.AE or VR.CS or VR.LO or VR.LT or VR.PN or VR.SH or VR.ST or VR.UC or VR.UR or VR.UT;

    /// <summary>True for what may be compared as text. UN is: private text comes so in implicit VR.</summary>
    public static bool IsText(VR vr) => vr.IsText || vr == VR.UN;

    /// <summary>True for numbers in binary, tags too.</summary>
    public static bool IsBinaryNumber(VR vr) => vr.IsBinaryNumber || vr == VR.AT;

    /// <summary>The value without padding: trailing spaces and NULs, and leading spaces where the VR says so.</summary>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> value, VR vr)
    {
        var end = value.Length;
        while (end > 0 && value[end - 1] is ' ' or '\0')
            end--;
        value = value[..end];
        return KeepsLeadingSpaces(vr) ? value : value.TrimStart(' ');
    }

    /// <summary>The same for bytes.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value, VR vr)
    {
        var end = value.Length;
        while (end > 0 && value[end - 1] is (byte)' ' or 0)
            end--;
        value = value[..end];
        return KeepsLeadingSpaces(vr) ? value : value.TrimStart((byte)' ');
    }

    // A name may begin with an empty component that someone filled with a space: it is kept (PS3.5 §6.2.1 says nothing else).
    private static bool KeepsLeadingSpaces(VR vr) => vr.KeepsLeadingSpaces || vr == VR.PN;

    /// <summary>
    /// True for elements that are no matching keys: group lengths, private creators, what describes the identifier itself (character set,
    /// time zone), and what Query/Retrieve adds to it (level, view, retrieve AE title, availability).
    /// </summary>
    public static bool IsNoKey(DicomTag tag) =>
        tag.IsGroupLength || tag.IsPrivateCreator || tag.Group < 0x0008 || tag.Value is 0xFFFCFFFC
        || tag == Tags.SpecificCharacterSet || tag == Tags.TimezoneOffsetFromUTC || tag == Tags.QueryRetrieveLevel
        || tag == Tags.QueryRetrieveView || tag == Tags.RetrieveAETitle || tag == Tags.InstanceAvailability;
}
