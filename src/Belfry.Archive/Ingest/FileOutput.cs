using System.Buffers;
using System.IO.Compression;

namespace Belfry.Archive;

/// <summary>Takes the digest of what goes into a file, and compresses it if wanted. Disposing it leaves the file open.</summary>
internal sealed class FileOutput(StorageWriter writer, ArchiveOptions options) : IAsyncDisposable
{
    private readonly FileDigest _digest = new();
    private readonly ZLibStream? _zlib = options.Compresses ? new ZLibStream(new StorageWriterStream(writer), FileCompression.Level) : null;
    private long _length;

    public async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellation)
    {
        _length += bytes.Length;
        _digest.Append(bytes);
        if (_zlib is null)
        {
            await writer.WriteAsync(bytes, cancellation);
            return;
        }

        foreach (var piece in bytes)
            await _zlib.WriteAsync(piece, cancellation);
    }

    public async ValueTask<FileSum> FinishAsync()
    {
        if (_zlib is not null)
            await _zlib.DisposeAsync();
        return new FileSum(_length, writer.Length, _digest.Value);
    }

    public async ValueTask DisposeAsync()
    {
        if (_zlib is null)
            return;
        try
        {
            await _zlib.DisposeAsync();
        }
        catch (IOException)
        {
            // Its last bytes find no place on a full disk; whoever wrote knows already, or would have asked for the sum.
            return;
        }
    }
}
