namespace Belfry.Archive;

/// <summary>What is known of a file when it is written.</summary>
/// <param name="Length">Length of the DICOM file, in bytes.</param>
/// <param name="StoredLength">Length on disk, in bytes.</param>
/// <param name="Md5">MD5 of the DICOM file; empty when not made.</param>
internal readonly record struct FileSum(long Length, long StoredLength, ReadOnlyMemory<byte> Md5);
