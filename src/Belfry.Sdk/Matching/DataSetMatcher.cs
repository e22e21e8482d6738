using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// Matching of PS3.4 §C.2.2.2 as a pure function of a query, a candidate and a policy: all kinds – single value, wildcard, range, list of
/// UIDs, sequence, universal. A query is compiled once and then asked of any number of candidates, from any thread, without
/// allocation for ordinary candidates.
/// </summary>
public sealed class DataSetMatcher
{
    private readonly KeyLevel _keys;

    private DataSetMatcher(KeyLevel keys) => _keys = keys;

    /// <summary>Compiles the keys of a query.</summary>
    /// <param name="query">The identifier; must not be changed while it is compiled, and is not kept.</param>
    /// <param name="policy">What the standard leaves open; null for <see cref="MatchingPolicy.Worklist"/>.</param>
    /// <exception cref="DimseStatusException">
    /// A900H, with the attribute at fault: a sequence with several items, a sequence where none belongs or none where one belongs,
    /// a date, time or date-time that is none, non-ASCII text in an unknown character set. A700H: more keys than
    /// <see cref="MatchingPolicy.MaxKeys"/>, or more than 1,000 alternatives in keys other than UIDs.
    /// </exception>
    public static DataSetMatcher Compile(DicomDataSet query, MatchingPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new DataSetMatcher(new MatcherCompiler(policy ?? MatchingPolicy.Worklist).Compile(query));
    }

    /// <summary>True when no key sets a condition: everything matches.</summary>
    public bool MatchesEverything => _keys.IsUnconstrained;

    /// <summary>
    /// What the keys of the top level ask for, for databases that translate them: each is a condition that every matching candidate satisfies.
    /// Keys that set no condition are not among them.
    /// </summary>
    public IReadOnlyList<MatchCondition> Conditions => _keys.Conditions;

    /// <summary>True when the candidate satisfies every key.</summary>
    public bool IsMatch(DicomDataSet candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return _keys.IsMet(candidate);
    }

    /// <summary>
    /// Why a candidate matches or does not, key by key, from the same code that matches. Of the items of a sequence, the one that
    /// matches is told of, or the one that comes closest.
    /// </summary>
    public IReadOnlyList<KeyResult> Explain(DicomDataSet candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        List<KeyResult> results = [];
        _keys.Explain(candidate, [], results);
        results.Sort(static (left, right) => Compare(left.Path, right.Path));
        return results;
    }

    /// <summary>
    /// The one text that an attribute must have in every matching candidate, or null when the key asks for something else: the way to
    /// an index. The VRs that compare exactly have one, such as Patient ID, Accession Number, Modality and UIDs; names, numbers,
    /// dates, wildcards and lists have none.
    /// </summary>
    /// <param name="path">The tags from the top level to the attribute, through sequences.</param>
    public string? ExactValue(params ReadOnlySpan<DicomTag> path)
    {
        var level = _keys;
        for (var i = 0; i < path.Length; i++)
        {
            var key = level.Find(path[i]);
            if (i == path.Length - 1)
                return key?.ExactValue;
            if (key is not SequenceKey sequence)
                return null;
            level = sequence.Keys;
        }

        return null;
    }

    /// <summary>
    /// The matcher of the keys inside a sequence's item, to find the items that match; null when the query does not constrain the sequence.
    /// </summary>
    public DataSetMatcher? ForItemsOf(DicomTag sequence) =>
        _keys.Find(sequence) is SequenceKey key ? new DataSetMatcher(key.Keys) : null;

    private static int Compare(IReadOnlyList<DicomTag> left, IReadOnlyList<DicomTag> right)
    {
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            var order = left[i].CompareTo(right[i]);
            if (order != 0)
                return order;
        }

        return left.Count.CompareTo(right.Count);
    }
}
