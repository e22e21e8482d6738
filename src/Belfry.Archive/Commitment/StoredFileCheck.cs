using System.Buffers;

namespace Belfry.Archive;

/// <summary>Looks whether a file of the index is what was stored.</summary>
/// <param name="storage">Where the files are.</param>
/// <param name="readsAll">True reads the whole file and compares its digest, where the index has one; false compares its length.</param>
internal sealed class StoredFileCheck(IStorageArea storage, bool readsAll)
{
    private const int BufferLength = 256 * 1024;

    /// <summary>True when the file is there, can be read, and is the one that was stored.</summary>
    public async ValueTask<bool> IsIntactAsync(StoredFile file, CancellationToken cancellation)
    {
        try
        {
            if (readsAll && file is { IsCompressed: false, StoredLength: < BufferLength })
                return await IsSameAtOnceAsync(file, cancellation);

            // First, since what is no regular file might never open.
            if (await storage.GetLengthAsync(file.FileId, cancellation) != file.StoredLength)
                return false;
            return !readsAll || await IsSameInPartsAsync(file, cancellation);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async ValueTask<bool> IsSameAtOnceAsync(StoredFile file, CancellationToken cancellation)
    {
        // One byte more than there should be: a longer file is another one.
        var buffer = ArrayPool<byte>.Shared.Rent((int)file.StoredLength + 1);
        try
        {
            var length = await storage.ReadAsync(file.FileId, buffer.AsMemory(0, (int)file.StoredLength + 1), cancellation);
            return length == file.StoredLength && IsSame(file, FileDigest.Compute(buffer.AsSpan(0, length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<bool> IsSameInPartsAsync(StoredFile file, CancellationToken cancellation)
    {
        var stream = FileCompression.Decompress(await storage.OpenAsync(file.FileId, cancellation), file.IsCompressed);
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

                return length == file.Length && IsSame(file, digest.Value);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static bool IsSame(StoredFile file, ulong digest) => file.Digest is not { } stored || stored == digest;
}
