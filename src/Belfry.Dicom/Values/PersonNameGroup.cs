namespace Belfry.Dicom;

/// <summary>One component group of a person name (PS3.5 §6.2.1.1).</summary>
/// <param name="FamilyName">Family name complex.</param>
/// <param name="GivenName">Given name complex.</param>
/// <param name="MiddleName">Middle name.</param>
/// <param name="Prefix">Name prefix.</param>
/// <param name="Suffix">Name suffix; what senders put behind further carets stays in it.</param>
public readonly record struct PersonNameGroup(string FamilyName = "", string GivenName = "", string MiddleName = "", string Prefix = "", string Suffix = "")
{
    /// <summary>True when every component is empty.</summary>
    public bool IsEmpty =>
        string.IsNullOrEmpty(FamilyName) && string.IsNullOrEmpty(GivenName) && string.IsNullOrEmpty(MiddleName)
        && string.IsNullOrEmpty(Prefix) && string.IsNullOrEmpty(Suffix);

    /// <summary>The components of a default value are empty, not null.</summary>
    public string FamilyName { get => field ?? ""; init; } = FamilyName;

    /// <inheritdoc cref="FamilyName"/>
    public string GivenName { get => field ?? ""; init; } = GivenName;

    /// <inheritdoc cref="FamilyName"/>
    public string MiddleName { get => field ?? ""; init; } = MiddleName;

    /// <inheritdoc cref="FamilyName"/>
    public string Prefix { get => field ?? ""; init; } = Prefix;

    /// <inheritdoc cref="FamilyName"/>
    public string Suffix { get => field ?? ""; init; } = Suffix;

    /// <summary>Splits at carets. Spaces around components are not significant and are left out.</summary>
    public static PersonNameGroup Parse(ReadOnlySpan<char> text)
    {
        var family = Next(ref text);
        var given = Next(ref text);
        var middle = Next(ref text);
        var prefix = Next(ref text);
        return new PersonNameGroup(family, given, middle, prefix, text.Trim(' ').TrimEnd('^').ToString());
    }

    /// <summary>Compares the components.</summary>
    public bool Equals(PersonNameGroup other) =>
        FamilyName == other.FamilyName && GivenName == other.GivenName && MiddleName == other.MiddleName && Prefix == other.Prefix && Suffix == other.Suffix;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(FamilyName, GivenName, MiddleName, Prefix, Suffix);

    /// <summary>Components joined by caret, trailing carets left out.</summary>
    public override string ToString() => string.Join('^', FamilyName, GivenName, MiddleName, Prefix, Suffix).TrimEnd('^');

    private static string Next(ref ReadOnlySpan<char> text)
    {
        var caret = text.IndexOf('^');
        var component = (caret < 0 ? text : text[..caret]).Trim(' ').ToString();
        text = caret < 0 ? default : text[(caret + 1)..];
        return component;
    }
}
