namespace Belfry.Archive;

/// <summary>Opens files that rows name, and no part of one: what a disk has cut off is not to be sent as if it were an instance.</summary>
internal static class WholeFile
{
    /// <summary>The file as it is on disk, compressed or not; the caller disposes the stream.</summary>
    /// <exception cref="IOException">It cannot be read, or is shorter or longer than it was.</exception>
    public static async ValueTask<Stream> OpenStoredAsync(IStorageArea storage, StoredFile file, CancellationToken cancellation)
    {
        var stream = await storage.OpenAsync(file.FileId, cancellation);
        if (!stream.CanSeek || stream.Length == file.StoredLength)
            return stream;
        var length = stream.Length;
        await stream.DisposeAsync();
        throw new EndOfStreamException($"A stored file has {length} bytes; it had {file.StoredLength}.");
    }

    /// <summary>The file as it was before compression; the caller disposes the stream.</summary>
    /// <exception cref="IOException">It cannot be read, or is shorter or longer than it was.</exception>
    public static async ValueTask<Stream> OpenAsync(IStorageArea storage, StoredFile file, CancellationToken cancellation) =>
        FileCompression.Decompress(await OpenStoredAsync(storage, file, cancellation), file.IsCompressed);
}
