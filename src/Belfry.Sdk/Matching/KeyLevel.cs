using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>The keys of a query at one level: at the top, or in the item of a sequence.</summary>
internal sealed class KeyLevel
{
    private readonly MatchKey[] _constrained;
    private readonly (DicomTag Tag, MatchingKind Kind)[] _unconstrained;

    public KeyLevel(IEnumerable<MatchKey> constrained, IEnumerable<(DicomTag Tag, MatchingKind Kind)> unconstrained)
    {
        _constrained = [.. constrained.OrderBy(static key => key.Cost)];
        _unconstrained = [.. unconstrained];
    }

    public bool IsUnconstrained => _constrained.Length == 0;

    public int Cost => _constrained.Sum(static key => key.Cost);

    public MatchCondition[] Conditions => Array.ConvertAll(_constrained, static key => key.Condition);

    public bool IsMet(DicomDataSet item)
    {
        foreach (var key in _constrained)
        {
            if (!key.IsMet(item))
                return false;
        }

        return true;
    }

    public MatchKey? Find(DicomTag tag)
    {
        foreach (var key in _constrained)
        {
            if (key.Tag == tag)
                return key;
        }

        return null;
    }

    public void Explain(DicomDataSet item, DicomTag[] path, List<KeyResult> results)
    {
        foreach (var key in _constrained)
            key.Explain(item, path, results);
        foreach (var (tag, kind) in _unconstrained)
            results.Add(new KeyResult([.. path, tag], kind, "", KeyOutcome.Unconstrained));
    }
}
