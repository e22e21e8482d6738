namespace Belfry.Dicom;

public sealed partial class SpecificCharacterSet
{
    // More different declarations than the standard's terms give in sane data; further ones are made anew each time.
    private const int MaxCached = 256;

    private static SpecificCharacterSet Find(string declaration)
    {
        if (s_cache.TryGetValue(declaration, out var known))
            return known;
        var made = Make(declaration.Split('\\'));
        return made.IsSupported && s_cache.Count < MaxCached ? s_cache.GetOrAdd(declaration, made) : made;
    }

    private static SpecificCharacterSet Make(string[] declared)
    {
        var terms = Array.ConvertAll(declared, CharacterSetTerm.Parse);
        // A term that prohibits code extension says all, wherever it stands.
        var whole = Array.Find(terms, term => term.Kind is CharacterSetKind.Utf8 or CharacterSetKind.Gb18030 or CharacterSetKind.Gbk);
        if (whole.Kind != CharacterSetKind.Unknown)
            return new SpecificCharacterSet([whole.ToTerm(false)], MakeCodec(whole.Kind), isSupported: true);

        var known = Array.FindAll(terms, term => term.Kind == CharacterSetKind.CodedSet);
        var isSupported = known.Length == terms.Length;
        if (known.Length == 0)
            return new SpecificCharacterSet([.. declared.Select(term => term.Trim(' ', '\0'))], MakeSingleByte(6), isSupported: false);
        if (terms.Length == 1 && (known[0].Number == 6 || !known[0].IsExtension))
            return new SpecificCharacterSet(known[0].Number == 6 ? [] : [known[0].ToTerm(false)], MakeSingleByte(known[0].Number), isSupported: true);
        if (terms.Length > 1 && Array.TrueForAll(known, term => term.Number == 6))
            return new SpecificCharacterSet([], MakeSingleByte(6), isSupported);
        return new SpecificCharacterSet(NameExtensions(declared, terms), MakeExtension(known), isSupported);
    }

    private static string[] NameExtensions(string[] declared, CharacterSetTerm[] terms) =>
        [.. terms.Select((term, i) => term.Kind == CharacterSetKind.Unknown ? declared[i].Trim(' ', '\0')
            : i == 0 && term.Number == 6 ? ""
            : term.ToTerm(asExtension: true))];

    private static TextCodec MakeCodec(CharacterSetKind kind) => kind switch
    {
        CharacterSetKind.Utf8 => new UnicodeCodec(CodePages.Get(65001)),
        CharacterSetKind.Gb18030 => new UnicodeCodec(CodePages.Get(54936)),
        _ => new GbkCodec(),
    };

    private static SingleByteCodec MakeSingleByte(int number) => number switch
    {
        6 => new SingleByteCodec(CodedSets.Ascii, null),
        13 => new SingleByteCodec(CodedSets.Romaji, CodedSets.Find(13)),
        _ => new SingleByteCodec(CodedSets.Ascii, CodedSets.Find(number)),
    };

    private static CodeExtensionCodec MakeExtension(CharacterSetTerm[] terms)
    {
        var sets = new List<CodedSet>();
        foreach (var term in terms)
        {
            // ISO 2022 IR 13 declares both halves of JIS X 0201 (PS3.3 Table C.12-3).
            if (term.Number == 13)
                sets.Add(CodedSets.Romaji);
            if (CodedSets.Find(term.Number) is { } set)
                sets.Add(set);
        }

        // ISO-IR 6 can be designated whatever is declared, since text goes back to it (PS3.5 §6.1.2.4).
        if (!sets.Contains(CodedSets.Ascii))
            sets.Add(CodedSets.Ascii);
        var first = terms[0].Number;
        var firstG1 = CodedSets.Find(first) is { IsG1: true, Width: 1 } upper ? upper : null;
        return new CodeExtensionCodec(first == 13 ? CodedSets.Romaji : CodedSets.Ascii, firstG1, [.. sets]);
    }
}
