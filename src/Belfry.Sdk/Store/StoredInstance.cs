using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>An instance that is stored: what observers get. Immutable; may be kept.</summary>
/// <param name="Id">Its identifier in REST.</param>
/// <param name="Source">Its data set.</param>
/// <param name="Header">The data set up to Pixel Data. Must not be changed.</param>
/// <param name="Origin">Where it came from.</param>
/// <param name="Replaced">True when it took the place of an instance with the same identifier.</param>
public sealed record StoredInstance(string Id, InstanceSource Source, DicomDataSet Header, InstanceOrigin Origin, bool Replaced)
{
    /// <summary>What it is part of: its series, its study, its patient.</summary>
    public IReadOnlyList<ArchiveResource> Above { get; init; } = [];

    /// <summary>Those of <see cref="Above"/> that came with it: they were not there before.</summary>
    public IReadOnlyList<ArchiveResource> NewAbove { get; init; } = [];
}
