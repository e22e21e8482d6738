namespace Belfry.Services;

/// <summary>The names that <c>DefaultEncoding</c> takes, and the defined terms of (0008,0005) that they stand for.</summary>
public static class EncodingNames
{
    /// <summary>The terms by name; several stand for values of one declaration. Names are case-sensitive.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Terms { get; } = new Dictionary<string, IReadOnlyList<string>>
    {
        ["Ascii"] = [],
        ["Utf8"] = ["ISO_IR 192"],
        ["Latin1"] = ["ISO_IR 100"],
        ["Latin2"] = ["ISO_IR 101"],
        ["Latin3"] = ["ISO_IR 109"],
        ["Latin4"] = ["ISO_IR 110"],
        ["Latin5"] = ["ISO_IR 148"],
        ["Cyrillic"] = ["ISO_IR 144"],
        ["Arabic"] = ["ISO_IR 127"],
        ["Greek"] = ["ISO_IR 126"],
        ["Hebrew"] = ["ISO_IR 138"],
        ["Thai"] = ["ISO_IR 166"],
        ["Japanese"] = ["ISO_IR 13"],
        ["Chinese"] = ["GB18030"],
        ["JapaneseKanji"] = ["", "ISO 2022 IR 87"],
        ["Korean"] = ["", "ISO 2022 IR 149"],
        ["SimplifiedChinese"] = ["", "ISO 2022 IR 58"],

        // No defined term stands for code page 1251; ISO_IR 144 holds the same letters.
        ["Windows1251"] = ["ISO_IR 144"],
    };
}
