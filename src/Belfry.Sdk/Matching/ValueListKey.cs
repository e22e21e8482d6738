using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// Several values in one key of a VR other than UI: any of them is enough, or all must be there when that was negotiated
/// (PS3.4 §C.2.2.2.8). Each is matched as it would be alone.
/// </summary>
internal sealed class ValueListKey(DicomTag tag, VR vr, string query, MatchingPolicy policy, ValueKey[] values)
    : ValueKey(tag, vr, query, policy)
{
    public override MatchingKind Kind => Policy.MultipleValueMatching ? MatchingKind.MultipleValues : MatchingKind.ValueList;

    public override int Cost => 4;

    public override MatchCondition Condition => new(Tag, VR, Kind, Array.ConvertAll(values, static value => value.QueryValue));

    public override bool IsMet(DicomDataSet item)
    {
        if (!Policy.MultipleValueMatching)
            return base.IsMet(item);
        if (!TryFind(item, out var element) || !CanRead(element))
            return false;
        foreach (var value in values)
        {
            if (!value.IsMetBy(element.RawValue.Span, item))
                return false;
        }

        return true;
    }

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item)
    {
        foreach (var wanted in values)
        {
            if (wanted.IsMetByValue(value, item))
                return true;
        }

        return false;
    }
}
