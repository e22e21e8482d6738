using Belfry.Dicom;

namespace Belfry.Archive;

/// <summary>What became of an instance that came. Immutable.</summary>
/// <param name="Result">What became of it; null when a filter discarded it.</param>
/// <param name="Id">Its identifier in the archive; null when a filter discarded it.</param>
/// <param name="Header">Its data set up to Pixel Data.</param>
public sealed record IntakeOutcome(AddResult? Result, ArchiveId? Id, DicomDataSet Header)
{
    /// <summary>What it and those above it are called; null when a filter discarded it.</summary>
    public InstanceIdentity? Identity { get; init; }
}
