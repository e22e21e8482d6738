using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>A date or a range of dates, both ends included (PS3.4 §C.2.2.2.1, §C.2.2.2.5.1).</summary>
internal sealed class DateKey(DicomTag tag, string query, MatchingPolicy policy, DicomDateRange range) : ValueKey(tag, VR.DA, query, policy)
{
    private readonly bool _isRange = query.Contains('-');

    public override MatchingKind Kind => _isRange ? MatchingKind.Range : MatchingKind.SingleValue;

    public bool IsRange => _isRange;

    public DicomDateRange Range => range;

    /// <exception cref="FormatException">Neither a date nor a range of dates.</exception>
    public static DateKey Parse(DicomTag tag, string query, MatchingPolicy policy) =>
        DicomDateRange.TryParse(query, out var range)
            ? new DateKey(tag, query, policy, range)
            : throw new FormatException("Neither a date nor a range of dates");

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item) => DicomDate.TryParse(value, out var date) && range.Contains(date);
}
