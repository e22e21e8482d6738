using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Single value and wildcard matching of text whose case does not count (<see cref="MatchingPolicy.IgnoresCase"/>).</summary>
internal sealed class CaseFoldedKey(DicomTag tag, VR vr, string query, MatchingPolicy policy) : ValueKey(tag, vr, query, policy)
{
    private const PersonNameMatching Folding = PersonNameMatching.CaseInsensitive;

    private readonly TextPattern _wanted = new(NameFolding.Fold(query, Folding), MatchingRules.HasWildcards(vr));

    public override MatchingKind Kind => _wanted.HasWildcards ? MatchingKind.Wildcard : MatchingKind.SingleValue;

    public override int Cost => 3;

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item)
    {
        Span<char> buffer = stackalloc char[2 * ValueText.StackLength];
        return NameFolding.MaxLength(value.Length) <= buffer.Length
            ? _wanted.IsMatch(buffer[..NameFolding.Fold(value, buffer, Folding)])
            : _wanted.IsMatch(NameFolding.Fold(value.ToString(), Folding));
    }
}
