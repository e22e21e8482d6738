using System.Diagnostics.CodeAnalysis;

namespace Belfry.Dicom;

/// <summary>
/// A unique identifier (PS3.5 §9). Holds the text without padding; a default value is the empty UID.
/// Construction does not validate, since peers send what they send: ask <see cref="IsValid"/>.
/// </summary>
public readonly struct DicomUid : IEquatable<DicomUid>, IComparable<DicomUid>
{
    /// <summary>The longest legal UID, in characters.</summary>
    public const int MaxLength = 64;

    private readonly string? _value;

    /// <summary>Wraps the text, without trailing padding (NUL or space).</summary>
    public DicomUid(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value.TrimEnd('\0', ' ');
    }

    /// <summary>The text; empty for the default value.</summary>
    public string Value => _value ?? "";

    /// <summary>True when there is no text.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_value);

    /// <summary>True when the text follows PS3.5 §9.1: digits and dots, no empty or zero-led component, at most 64 characters.</summary>
    public bool IsValid => IsWellFormed(Value, leadingZeros: false);

    /// <summary>
    /// True when the text is valid but for components that begin with zero. PS3.5 §9.1 forbids these, and modalities send them: instances are to be kept
    /// all the same, under the UID that they came with.
    /// </summary>
    public bool IsTolerable => IsWellFormed(Value, leadingZeros: true);

    /// <summary>The name of a registered UID, or null.</summary>
    public string? Name => UidDictionary.Find(this)?.Name;

    /// <summary>Parses a UID that is valid or tolerable.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DicomUid uid)
    {
        uid = text is null ? default : new DicomUid(text);
        return uid.IsTolerable;
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text, bool leadingZeros)
    {
        if (text.Length is 0 or > MaxLength)
            return false;
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is >= '0' and <= '9')
                continue;
            if (i < text.Length && text[i] != '.')
                return false;
            if (i == start || (!leadingZeros && text[start] == '0' && i - start > 1))
                return false;
            start = i + 1;
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(DicomUid other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is DicomUid other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public int CompareTo(DicomUid other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>Ordinal equality.</summary>
    public static bool operator ==(DicomUid left, DicomUid right) => left.Equals(right);

    /// <summary>Ordinal inequality.</summary>
    public static bool operator !=(DicomUid left, DicomUid right) => !left.Equals(right);

    /// <summary>The text itself.</summary>
    public override string ToString() => Value;
}
