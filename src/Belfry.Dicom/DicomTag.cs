using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Belfry.Dicom;

/// <summary>A data element tag: group and element number (PS3.5 §7.1). Ordered as elements are ordered in a data set.</summary>
/// <param name="Value">Group in the upper, element in the lower 16 bits.</param>
public readonly record struct DicomTag(uint Value) : IComparable<DicomTag>, ISpanFormattable
{
    /// <summary>Makes a tag from its two numbers.</summary>
    public DicomTag(ushort group, ushort element)
        : this(((uint)group << 16) | element)
    {
    }

    /// <summary>The group number.</summary>
    public ushort Group => (ushort)(Value >> 16);

    /// <summary>The element number.</summary>
    public ushort Element => (ushort)Value;

    /// <summary>True for odd groups (PS3.5 §7.8).</summary>
    public bool IsPrivate => (Value & 0x10000) != 0;

    /// <summary>True for (gggg,0010)–(gggg,00FF) of an odd group: the element that reserves a private block (PS3.5 §7.8.1).</summary>
    public bool IsPrivateCreator => IsPrivate && Element is >= 0x10 and <= 0xFF;

    /// <summary>True for (gggg,0000), the group length (PS3.5 §7.2).</summary>
    public bool IsGroupLength => Element == 0;

    /// <summary>True for the group FFFE: items and delimiters (PS3.5 §7.5), which are no attributes of a data set.</summary>
    public bool IsItemOrDelimiter => Group == 0xFFFE;

    /// <inheritdoc/>
    public int CompareTo(DicomTag other) => Value.CompareTo(other.Value);

    /// <summary>Orders as in a data set.</summary>
    public static bool operator <(DicomTag left, DicomTag right) => left.Value < right.Value;

    /// <summary>Orders as in a data set.</summary>
    public static bool operator >(DicomTag left, DicomTag right) => left.Value > right.Value;

    /// <summary>Orders as in a data set.</summary>
    public static bool operator <=(DicomTag left, DicomTag right) => left.Value <= right.Value;

    /// <summary>Orders as in a data set.</summary>
    public static bool operator >=(DicomTag left, DicomTag right) => left.Value >= right.Value;

    /// <summary>Reads <c>(gggg,eeee)</c>, <c>gggg,eeee</c>, <c>ggggeeee</c> or a dictionary keyword such as <c>PatientName</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static DicomTag Parse(string text) =>
        TryParse(text, out var tag) ? tag : throw new FormatException($"'{text}' is neither a tag nor a keyword of the dictionary.");

    /// <summary>As <see cref="Parse"/>, without throwing.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DicomTag tag)
    {
        tag = default;
        if (string.IsNullOrEmpty(text))
            return false;
        if (TryParseNumbers(text.AsSpan().Trim(), out tag))
            return true;
        if (DicomDictionary.FindKeyword(text) is not { } entry)
            return false;
        tag = entry.Tag;
        return true;
    }

    private static bool TryParseNumbers(ReadOnlySpan<char> text, out DicomTag tag)
    {
        tag = default;
        if (text is ['(', .. var inner, ')'])
            text = inner;
        Span<char> digits = stackalloc char[8];
        if (text.Length == 9 && text[4] == ',')
        {
            text[..4].CopyTo(digits);
            text[5..].CopyTo(digits[4..]);
        }
        else if (text.Length == 8)
        {
            text.CopyTo(digits);
        }
        else
        {
            return false;
        }

        if (!uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return false;
        tag = new DicomTag(value);
        return true;
    }

    /// <summary>The form <c>(gggg,eeee)</c>, hexadecimal digits in upper case.</summary>
    public override string ToString() => $"({Group:X4},{Element:X4})";

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite(CultureInfo.InvariantCulture, $"({Group:X4},{Element:X4})", out charsWritten);
}
