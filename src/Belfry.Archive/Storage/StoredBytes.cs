using System.Buffers;

namespace Belfry.Archive;

/// <summary>The data set of a short file, in pooled memory that goes back with the disposal. Never written.</summary>
internal sealed class StoredBytes : MemoryStream
{
    private byte[]? _pooled;

    private StoredBytes(byte[] pooled, int start, int length)
        : base(pooled, start, length, writable: false, publiclyVisible: true) => _pooled = pooled;

    /// <summary>Reads a file that is kept as it is.</summary>
    /// <exception cref="IOException">It cannot be read, or is shorter than it was.</exception>
    public static async ValueTask<StoredBytes> ReadAsync(IStorageArea storage, StoredFile file, CancellationToken cancellation)
    {
        var length = (int)file.StoredLength;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            if (await storage.ReadAsync(file.FileId, bytes.AsMemory(0, length), cancellation) != length)
                throw new EndOfStreamException("A stored file is shorter than it was.");
            return new StoredBytes(bytes, file.DataSetOffset, length - file.DataSetOffset);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(bytes);
            throw;
        }
    }

    /// <summary>Straight from the memory; of a class derived from it, MemoryStream copies twice.</summary>
    public override int Read(Span<byte> buffer)
    {
        if (!TryGetBuffer(out var bytes))
            return base.Read(buffer);
        var count = (int)Math.Clamp(Length - Position, 0, buffer.Length);
        bytes.AsSpan((int)Position, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Interlocked.Exchange(ref _pooled, null) is { } pooled)
            ArrayPool<byte>.Shared.Return(pooled);
    }
}
