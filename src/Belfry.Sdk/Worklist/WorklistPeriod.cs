using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>A period of the local calendar (PS3.4 table K.6-1). Both ends belong to it.</summary>
/// <param name="From">The first instant; null when open.</param>
/// <param name="To">The last instant; null when open.</param>
public readonly record struct WorklistPeriod(DateTime? From, DateTime? To)
{
    /// <summary>True when a start lies in the period.</summary>
    public bool Contains(DateTime start) => !(start < From) && !(start > To);

    /// <summary>Joins dates and times; null when an end has a time but no date.</summary>
    internal static WorklistPeriod? Join(DicomDateRange dates, DicomTimeRange times)
    {
        if ((times.From is not null && dates.From is null) || (times.To is not null && dates.To is null))
            return null;
        return new WorklistPeriod(
            dates.From?.ToDateTime(times.From?.Value ?? TimeOnly.MinValue), dates.To?.ToDateTime(times.To?.Last ?? TimeOnly.MaxValue));
    }
}
