namespace Belfry.Dicom;

/// <summary>A person name with up to three component groups: alphabetic, ideographic, phonetic (PS3.5 §6.2.1).</summary>
/// <param name="Alphabetic">The name in Latin letters or the like.</param>
/// <param name="Ideographic">The name in ideographs, such as kanji or hanja.</param>
/// <param name="Phonetic">The name in phonetic letters, such as kana or hangul.</param>
public sealed record PersonName(PersonNameGroup Alphabetic, PersonNameGroup Ideographic = default, PersonNameGroup Phonetic = default)
{
    /// <summary>True when every group is empty.</summary>
    public bool IsEmpty => Alphabetic.IsEmpty && Ideographic.IsEmpty && Phonetic.IsEmpty;

    /// <summary>Splits <c>alphabetic=ideographic=phonetic</c>; lenient: what follows a third group is left out, further components stay in the suffix.</summary>
    public static PersonName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text.AsSpan());
    }

    /// <summary>As <see cref="Parse(string)"/>.</summary>
    public static PersonName Parse(ReadOnlySpan<char> text)
    {
        Span<Range> groups = stackalloc Range[4];
        var count = text.Split(groups, '=');
        return new PersonName(
            PersonNameGroup.Parse(text[groups[0]]),
            count > 1 ? PersonNameGroup.Parse(text[groups[1]]) : default,
            count > 2 ? PersonNameGroup.Parse(text[groups[2]]) : default);
    }

    /// <summary>The form of the standard, trailing delimiters left out.</summary>
    public override string ToString() => string.Join('=', Alphabetic, Ideographic, Phonetic).TrimEnd('=');
}
