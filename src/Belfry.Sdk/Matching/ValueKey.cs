using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>A key that looks at the text of a candidate's values one by one: one that matches is enough (PS3.4 §C.2.2.3).</summary>
internal abstract class ValueKey(DicomTag tag, VR vr, string query, MatchingPolicy policy) : MatchKey(tag)
{
    public override string QueryValue => query;

    public override int Cost => 2;

    public override MatchCondition Condition => new(Tag, VR, Kind, [query]);

    protected VR VR { get; } = vr;

    protected MatchingPolicy Policy { get; } = policy;

    public override bool IsMet(DicomDataSet item)
    {
        return TryFind(item, out var element) && CanRead(element) && IsMetBy(element.RawValue.Span, item);
    }

    /// <summary>True when this one value, without padding and not empty, satisfies the key.</summary>
    public abstract bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item);

    public virtual bool IsMetBy(ReadOnlySpan<byte> bytes, DicomDataSet item)
    {
        using var text = ValueText.Decode(bytes, VR, item, Policy, stackalloc char[ValueText.StackLength]);
        var rest = text.Text;
        if (!VR.IsBackslashDelimited)
            return IsMetByPadded(rest, item);
        while (true)
        {
            var end = rest.IndexOf('\\');
            if (end < 0)
                return IsMetByPadded(rest, item);
            if (IsMetByPadded(rest[..end], item))
                return true;
            rest = rest[(end + 1)..];
        }
    }

    protected static bool CanRead(DicomElement element) => !element.IsEmpty && MatchingRules.IsText(element.VR) && !element.IsSequence;

    private bool IsMetByPadded(ReadOnlySpan<char> value, DicomDataSet item)
    {
        value = MatchingRules.Trim(value, VR);
        return !value.IsEmpty && IsMetByValue(value, item);
    }
}
