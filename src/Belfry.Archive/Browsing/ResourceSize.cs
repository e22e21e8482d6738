namespace Belfry.Archive;

/// <summary>How much a resource holds. Immutable.</summary>
/// <param name="Studies">Studies of a patient; of others, 1.</param>
/// <param name="Series">Series; of an instance, 1.</param>
/// <param name="Instances">Instances.</param>
/// <param name="Length">Length of their DICOM files, in bytes.</param>
/// <param name="StoredLength">Length on disk, in bytes; differs when compressed.</param>
public sealed record ResourceSize(long Studies, long Series, long Instances, long Length, long StoredLength);
