using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// Matching of person names by component group (PS3.4 §C.2.2.2.1, §C.2.2.2.4; PS3.5 §6.2.1). Each group that the key gives must match
/// the same group of the candidate; a key without <c>=</c> may match any group. Trailing delimiters do not count on either side.
/// A key with wildcards may also match the whole name with its <c>=</c>, as the standard has it word for word.
/// </summary>
internal sealed class PersonNameKey : ValueKey
{
    private const int MaxGroups = 3;
    private readonly TextPattern?[] _groups = new TextPattern?[MaxGroups];
    private readonly TextPattern _whole;
    private readonly bool _anyGroup;

    public PersonNameKey(DicomTag tag, string query, MatchingPolicy policy)
        : base(tag, VR.PN, query, policy)
    {
        var folded = NameFolding.Fold(query, policy.PersonNames);
        _whole = new TextPattern(folded, wildcards: true);
        _anyGroup = !folded.Contains('=');
        var groups = folded.Split('=', MaxGroups);
        for (var i = 0; i < groups.Length; i++)
        {
            var group = TrimGroup(groups[i]);
            if (!group.IsEmpty && group.ContainsAnyExcept('*'))
                _groups[i] = new TextPattern(group.ToString(), wildcards: true);
        }
    }

    public override MatchingKind Kind => _whole.HasWildcards ? MatchingKind.Wildcard : MatchingKind.SingleValue;

    public override int Cost => 3;

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item)
    {
        Span<char> buffer = stackalloc char[2 * ValueText.StackLength];
        ReadOnlySpan<char> folded = NameFolding.MaxLength(value.Length) <= buffer.Length
            ? buffer[..NameFolding.Fold(value, buffer, Policy.PersonNames)]
            : NameFolding.Fold(value.ToString(), Policy.PersonNames);
        return AreGroupsMet(folded) || (_whole.HasWildcards && _whole.IsMatch(folded));
    }

    private static ReadOnlySpan<char> TrimGroup(ReadOnlySpan<char> group) => group.TrimEnd(" ^");

    private bool AreGroupsMet(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < MaxGroups; i++)
        {
            var end = i < MaxGroups - 1 ? name.IndexOf('=') : -1;
            var group = TrimGroup(end < 0 ? name : name[..end]);
            var wanted = _groups[_anyGroup ? 0 : i];
            if (_anyGroup)
            {
                if (wanted is not null && !group.IsEmpty && wanted.IsMatch(group))
                    return true;
            }
            else if (wanted is not null && (group.IsEmpty || !wanted.IsMatch(group)))
            {
                return false;
            }

            name = end < 0 ? [] : name[(end + 1)..];
        }

        return !_anyGroup;
    }
}
