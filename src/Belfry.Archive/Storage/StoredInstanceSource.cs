using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>An instance of a storage area.</summary>
internal sealed class StoredInstanceSource(IStorageArea storage, StoredFile file)
    : InstanceSource(file.SopClassUid, file.SopInstanceUid, file.TransferSyntax)
{
    /// <summary>Longest file that is read into memory when it is opened, in bytes: one read takes less than several.</summary>
    private const int LongestInMemory = 256 * 1024;

    public StoredFile File => file;

    public override async ValueTask<Stream> OpenAsync(CancellationToken cancellation)
    {
        if (!file.IsCompressed && file.StoredLength <= LongestInMemory)
            return await StoredBytes.ReadAsync(storage, file, cancellation);
        var stream = await WholeFile.OpenAsync(storage, file, cancellation);
        try
        {
            if (stream.CanSeek)
                stream.Seek(file.DataSetOffset, SeekOrigin.Begin);
            else
                await stream.ReadExactlyAsync(new byte[file.DataSetOffset], cancellation);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
