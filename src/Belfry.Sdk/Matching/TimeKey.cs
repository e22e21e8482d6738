using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>
/// A time or a range of times within the day, both ends included (PS3.4 §C.2.2.2.1, §C.2.2.2.5.2). The end of a range covers all of the
/// hour or minute that it names; a stored time counts as its first instant.
/// </summary>
internal sealed class TimeKey(DicomTag tag, string query, MatchingPolicy policy, DicomTimeRange range) : ValueKey(tag, VR.TM, query, policy)
{
    private readonly bool _isRange = query.Contains('-');

    public override MatchingKind Kind => _isRange ? MatchingKind.Range : MatchingKind.SingleValue;

    public bool IsRange => _isRange;

    public DicomTimeRange Range => range;

    /// <exception cref="FormatException">Neither a time nor a range of times.</exception>
    public static TimeKey Parse(DicomTag tag, string query, MatchingPolicy policy) =>
        DicomTimeRange.TryParse(query, out var range)
            ? new TimeKey(tag, query, policy, range)
            : throw new FormatException("Neither a time nor a range of times");

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item) =>
        DicomTime.TryParse(value, out var time) && (_isRange ? range.Contains(time) : time.Value == range.From?.Value);
}
