using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// Fuzzy semantic matching of person names (PS3.4 §C.2.2.2.1.1): each word of the key is the beginning of some word of the candidate, in any order and
/// any component group. Wildcards stand for what they always do, within one word.
/// </summary>
internal sealed class FuzzyNameKey : ValueKey
{
    private const string Separators = " ^=,";

    private readonly TextPattern[] _words;

    public FuzzyNameKey(DicomTag tag, string query, MatchingPolicy policy)
        : base(tag, VR.PN, query, policy)
    {
        _words = [.. NameFolding.Fold(query, policy.PersonNames)
            .Split(Separators.ToCharArray(), StringSplitOptions.RemoveEmptyEntries)
            .Select(static word => new TextPattern(word.EndsWith('*') ? word : word + "*", wildcards: true))];
    }

    public override MatchingKind Kind => MatchingKind.Wildcard;

    public override int Cost => 5;

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item)
    {
        Span<char> buffer = stackalloc char[2 * ValueText.StackLength];
        ReadOnlySpan<char> folded = NameFolding.MaxLength(value.Length) <= buffer.Length
            ? buffer[..NameFolding.Fold(value, buffer, Policy.PersonNames)]
            : NameFolding.Fold(value.ToString(), Policy.PersonNames);
        foreach (var word in _words)
        {
            if (!IsAnyWord(word, folded))
                return false;
        }

        return true;
    }

    private static bool IsAnyWord(TextPattern wanted, ReadOnlySpan<char> name)
    {
        foreach (var range in name.SplitAny(Separators))
        {
            var word = name[range];
            if (!word.IsEmpty && wanted.IsMatch(word))
                return true;
        }

        return false;
    }
}
