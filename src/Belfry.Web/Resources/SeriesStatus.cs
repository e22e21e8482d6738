using Belfry.Archive;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>Whether a series is whole, as far as its attributes say how many instances it has.</summary>
internal static class SeriesStatus
{
    /// <summary>How many instances there should be; null when that is not said.</summary>
    public static long? ExpectedOf(DicomDataSet series) =>
        Product(series, Tags.ImagesInAcquisition, Tags.NumberOfTemporalPositions)
        ?? Product(series, Tags.NumberOfSlices, Tags.NumberOfTimeSlices)
        ?? Positive(series, Tags.CardiacNumberOfImages);

    /// <summary><c>Unknown</c>, <c>Missing</c>, <c>Complete</c>, or <c>Inconsistent</c> when a number is none of 1 to the last, or there twice.</summary>
    /// <param name="series">The series.</param>
    /// <param name="attributes">Its attributes.</param>
    public static string Of(ArchivedResource series, DicomDataSet attributes)
    {
        if (ExpectedOf(attributes) is not { } expected)
            return "Unknown";
        var seen = new HashSet<long>();
        foreach (var number in series.InstanceNumbers)
        {
            if (number is not { } index)
                return "Unknown";
            if (index < 1 || index > expected || !seen.Add(index))
                return "Inconsistent";
        }

        return seen.Count == expected ? "Complete" : "Missing";
    }

    private static long? Product(DicomDataSet series, DicomTag first, DicomTag second) =>
        Positive(series, first) is { } one && Positive(series, second) is { } two && one <= int.MaxValue && two <= int.MaxValue ? one * two : null;

    private static long? Positive(DicomDataSet series, DicomTag tag) => series.TryGetInteger(tag, out var number) && number > 0 ? number : null;
}
