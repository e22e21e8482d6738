namespace Belfry.Dicom;

/// <summary>One component group of a person name (PS3.5 §6.2.1.1).</summary>
/// <param name="FamilyName">Family name complex.</param>
/// <param name="GivenName">Given name complex.</param>
/// <param name="MiddleName">Middle name.</param>
/// <param name="Prefix">Name prefix.</param>
/// <param name="Suffix">Name suffix.</param>
public readonly record struct PersonNameGroup(string FamilyName = "", string GivenName = "", string MiddleName = "", string Prefix = "", string Suffix = "")
{
    /// <summary>True when every component is empty.</summary>
    public bool IsEmpty => throw new NotSupportedException();

    /// <summary>Components joined by caret, trailing carets left out.</summary>
    public override string ToString() => throw new NotSupportedException();
}

/// <summary>A person name with up to three component groups: alphabetic, ideographic, phonetic (PS3.5 §6.2.1).</summary>
public sealed record PersonName(PersonNameGroup Alphabetic, PersonNameGroup Ideographic = default, PersonNameGroup Phonetic = default)
{
    /// <summary>Splits <c>alphabetic=ideographic=phonetic</c>; lenient about too many components.</summary>
    public static PersonName Parse(string text) => throw new NotSupportedException();

    /// <summary>The form of the standard, trailing delimiters left out.</summary>
    public override string ToString() => throw new NotSupportedException();
}
