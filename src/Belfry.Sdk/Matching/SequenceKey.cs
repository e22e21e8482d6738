using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// Sequence matching (PS3.4 §C.2.2.2.6): one item must satisfy all keys of the query's item. A sequence that is absent or has no
/// item does not, since an unknown value matches no value (PS3.4 §C.2.2.1.2).
/// </summary>
internal sealed class SequenceKey(DicomTag tag, KeyLevel keys) : MatchKey(tag)
{
    public override MatchingKind Kind => MatchingKind.Sequence;

    public override int Cost => 10 + keys.Cost;

    public KeyLevel Keys => keys;

    public override bool IsMet(DicomDataSet item)
    {
        if (!TryFind(item, out var element) || !element.IsSequence)
            return false;
        var items = element.Items;
        for (var i = 0; i < items.Count; i++)
        {
            if (keys.IsMet(items[i]))
                return true;
        }

        return false;
    }

    public override void Explain(DicomDataSet item, DicomTag[] path, List<KeyResult> results)
    {
        base.Explain(item, path, results);
        if (TryFind(item, out var element) && element.Items is { Count: > 0 } items)
            results.AddRange(BestOf(items, [.. path, Tag]));
    }

    // The item that matches, or the one that comes closest.
    private List<KeyResult> BestOf(IReadOnlyList<DicomDataSet> items, DicomTag[] path)
    {
        List<KeyResult> best = [];
        foreach (var item in items)
        {
            List<KeyResult> results = [];
            keys.Explain(item, path, results);
            if (best.Count == 0 || results.Count(static r => !r.IsMet) < best.Count(static r => !r.IsMet))
                best = results;
        }

        return best;
    }
}
