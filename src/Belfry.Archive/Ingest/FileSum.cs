namespace Belfry.Archive;

/// <summary>What is known of a file when it is written.</summary>
/// <param name="Length">Length of the DICOM file, in bytes.</param>
/// <param name="StoredLength">Length on disk, in bytes.</param>
/// <param name="Digest">Digest of the DICOM file.</param>
internal readonly record struct FileSum(long Length, long StoredLength, ulong Digest);
