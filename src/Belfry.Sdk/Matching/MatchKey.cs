using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>One compiled key that sets a condition. Immutable; one object serves all threads.</summary>
internal abstract class MatchKey(DicomTag tag)
{
    /// <summary>The tag in the query.</summary>
    public DicomTag Tag { get; } = tag;

    /// <summary>The creator of a private key: its block may have another number in the candidate (PS3.5 §7.8.1).</summary>
    public string? PrivateCreator { get; set; }

    public abstract MatchingKind Kind { get; }

    /// <summary>What the query asks for, as text.</summary>
    public virtual string QueryValue => "";

    /// <summary>Roughly how long the key takes: cheap keys are asked first.</summary>
    public abstract int Cost { get; }

    public abstract bool IsMet(DicomDataSet item);

    /// <summary>The value that an item must have, when equality of plain text is all the key asks for; else null.</summary>
    public virtual string? ExactValue => null;

    /// <summary>What the key asks for, for those who translate it.</summary>
    public virtual MatchCondition Condition => new(Tag, VR.UN, Kind, []);

    public virtual void Explain(DicomDataSet item, DicomTag[] path, List<KeyResult> results) =>
        results.Add(new KeyResult([.. path, Tag], Kind, QueryValue, Outcome(item)));

    protected bool TryFind(DicomDataSet item, out DicomElement element)
    {
        if (PrivateCreator is null)
            return item.TryGetElement(Tag, out element);
        if (item.FindPrivateTag(PrivateCreator, Tag.Group, (byte)Tag.Element) is { } tag)
            return item.TryGetElement(tag, out element);
        element = default;
        return false;
    }

    protected virtual KeyOutcome Outcome(DicomDataSet item)
    {
        if (IsMet(item))
            return KeyOutcome.Met;
        if (!TryFind(item, out var element))
            return KeyOutcome.Absent;
        return element.IsEmpty ? KeyOutcome.Empty : KeyOutcome.Different;
    }
}
