using Belfry.Dicom;

namespace Belfry.Archive;

/// <summary>Reads headers out of the storage area.</summary>
internal sealed class StoredHeaders(IStorageArea storage) : IInstanceHeaders
{
    // Float Pixel Data, the first of the elements that hold pixels.
    private static readonly DicomReadOptions _options = DicomReadOptions.Default with { StopAt = new DicomTag(0x7FE0, 0x0008) };

    public async ValueTask<DicomDataSet?> ReadHeaderAsync(StoredFile file, CancellationToken cancellation)
    {
        try
        {
            await using var stream = await new StoredInstanceSource(storage, file).OpenAsync(cancellation);
            return await DicomDataSet.ReadAsync(stream, file.TransferSyntax, _options, cancellation);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or EndOfStreamException or DicomFormatException)
        {
            // One damaged file shall not end a query over thousands.
            return null;
        }
    }
}
