using Belfry.Dicom;

namespace Belfry.Archive;

/// <summary>Reads the headers of stored files. Thread-safe.</summary>
internal interface IInstanceHeaders
{
    /// <summary>The data set of a stored file up to Pixel Data; null when the file is gone.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    ValueTask<DicomDataSet?> ReadHeaderAsync(StoredFile file, CancellationToken cancellation);
}
