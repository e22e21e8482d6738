namespace Belfry.Archive;

/// <summary>How much an archive holds.</summary>
/// <param name="Patients">Patients.</param>
/// <param name="Studies">Studies.</param>
/// <param name="Series">Series.</param>
/// <param name="Instances">Instances.</param>
/// <param name="Length">Bytes of all files, before compression.</param>
/// <param name="StoredLength">Bytes of all files on disk.</param>
public sealed record ArchiveStatistics(long Patients, long Studies, long Series, long Instances, long Length, long StoredLength);
