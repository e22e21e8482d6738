using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Empty value matching, when negotiated (PS3.4 §C.2.2.2.7): the attribute is absent or has no value.</summary>
internal sealed class EmptyValueKey(DicomTag tag) : MatchKey(tag)
{
    public override MatchingKind Kind => MatchingKind.EmptyValue;

    public override string QueryValue => "\"\"";

    public override int Cost => 1;

    public override bool IsMet(DicomDataSet item) =>
        !TryFind(item, out var element) || element.IsEmpty
        || (!element.IsSequence && MatchingRules.IsText(element.VR)
            && MatchingRules.Trim(element.RawValue.Span, element.VR).IsEmpty);
}
