using System.Diagnostics.CodeAnalysis;

namespace Belfry.Dicom;

/// <summary>
/// An application entity title (PS3.5 §6.2, VR AE; PS3.8 §9.3.2): at most 16 characters of the default repertoire without
/// backslash and control characters. Leading and trailing spaces are not significant and are not kept.
/// Comparison is ordinal; servers that compare without case say so in their configuration.
/// </summary>
public readonly struct AETitle : IEquatable<AETitle>
{
    /// <summary>The longest AE title, in characters.</summary>
    public const int MaxLength = 16;

    private readonly string? _value;

    private AETitle(string value) => _value = value;

    /// <summary>The text; empty for the default value.</summary>
    public string Value => _value ?? "";

    /// <summary>True for the default value.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_value);

    /// <summary>Reads an AE title.</summary>
    /// <exception cref="FormatException">Empty, too long, or with a forbidden character.</exception>
    public static AETitle Parse(string text) =>
        TryParse(text, out var title)
            ? title
            : throw new FormatException($"'{text}' is not an AE title: 1 to {MaxLength} characters of ASCII, no backslash, no control character.");

    /// <summary>As <see cref="Parse"/>, without throwing.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AETitle title)
    {
        title = default;
        var trimmed = text.AsSpan().Trim(' ');
        if (trimmed.Length is 0 or > MaxLength || trimmed.ContainsAnyExceptInRange(' ', '~') || trimmed.Contains('\\'))
            return false;
        title = new AETitle(trimmed.ToString());
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(AETitle other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <summary>Compares with or without case.</summary>
    public bool Equals(AETitle other, StringComparison comparison) => string.Equals(Value, other.Value, comparison);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is AETitle other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    /// <summary>Ordinal equality.</summary>
    public static bool operator ==(AETitle left, AETitle right) => left.Equals(right);

    /// <summary>Ordinal inequality.</summary>
    public static bool operator !=(AETitle left, AETitle right) => !left.Equals(right);

    /// <summary>The text itself.</summary>
    public override string ToString() => Value;
}
