using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>A date key and a time key that together name a period.</summary>
/// <param name="Date">The tag of the date (DA).</param>
/// <param name="Time">The tag of the time (TM), in the same data set or item.</param>
public readonly record struct PeriodKeys(DicomTag Date, DicomTag Time);
