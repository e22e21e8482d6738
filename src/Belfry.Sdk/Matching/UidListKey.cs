using System.Collections.Frozen;
using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>List of UID matching (PS3.4 §C.2.2.2.2), for thousands of UIDs as for two.</summary>
internal sealed class UidListKey : ValueKey
{
    private readonly FrozenSet<string> _uids;

    public UidListKey(DicomTag tag, string query, MatchingPolicy policy)
        : base(tag, VR.UI, query, policy) =>
        _uids = query.Split('\\').Select(static uid => uid.Trim(' ', '\0')).Where(static uid => uid.Length > 0)
            .ToFrozenSet(StringComparer.Ordinal);

    public override MatchingKind Kind => MatchingKind.ValueList;

    public override MatchCondition Condition => new(Tag, VR, Kind, _uids.Items);

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item) =>
        _uids.GetAlternateLookup<ReadOnlySpan<char>>().Contains(value);
}
