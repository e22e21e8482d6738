using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Wildcard matching (PS3.4 §C.2.2.2.4) of any VR but PN.</summary>
internal sealed class WildcardKey(DicomTag tag, VR vr, string query, MatchingPolicy policy) : ValueKey(tag, vr, query, policy)
{
    private readonly Wildcard _pattern = new(query);

    public override MatchingKind Kind => MatchingKind.Wildcard;

    public override int Cost => 3;

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item) => _pattern.IsMatch(value);
}
