using System.Buffers;

namespace Belfry.Archive;

/// <summary>Looks whether a file of the index is what was stored.</summary>
/// <param name="storage">Where the files are.</param>
/// <param name="readsAll">True reads the whole file and compares its digest, where the index has one; false compares its length.</param>
internal sealed class StoredFileCheck(IStorageArea storage, bool readsAll)
{
    private const int BufferLength = 64 * 1024;

    /// <summary>True when the file is there, can be read, and is the one that was stored.</summary>
    public async ValueTask<bool> IsIntactAsync(StoredFile file, CancellationToken cancellation)
    {
        try
        {
            var opened = await storage.OpenAsync(file.FileId, cancellation);
            await using (opened)
            {
                if (opened.CanSeek && opened.Length != file.StoredLength)
                    return false;
                return !readsAll || await IsSameAsync(FileCompression.Decompress(opened, file.IsCompressed), file, cancellation);
            }
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async ValueTask<bool> IsSameAsync(Stream stream, StoredFile file, CancellationToken cancellation)
    {
        await using (stream)
        {
            var digest = new FileDigest();
            var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
            try
            {
                long length = 0;
                int count;
                while ((count = await stream.ReadAsync(buffer, cancellation)) > 0)
                {
                    length += count;
                    digest.Append(buffer.AsSpan(0, count));
                }

                return length == file.Length && (file.Digest is not { } stored || stored == digest.Value);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }
}
