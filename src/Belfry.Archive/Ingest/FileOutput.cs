using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Belfry.Archive;

/// <summary>Hashes and compresses what goes into a file, as wanted. Disposing it leaves the file open.</summary>
internal sealed class FileOutput : IAsyncDisposable
{
    private readonly StorageWriter _writer;
    private readonly IncrementalHash? _hash;
    private readonly ZLibStream? _zlib;
    private long _length;

    public FileOutput(StorageWriter writer, ArchiveOptions options)
    {
        _writer = writer;
        _hash = options.MakesMd5 ? FileHash.Begin() : null;
        _zlib = options.Compresses ? new ZLibStream(new StorageWriterStream(writer), FileCompression.Level) : null;
    }

    public async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellation)
    {
        _length += bytes.Length;
        if (_hash is not null)
        {
            foreach (var piece in bytes)
                _hash.AppendData(piece.Span);
        }

        if (_zlib is null)
        {
            await _writer.WriteAsync(bytes, cancellation);
            return;
        }

        foreach (var piece in bytes)
            await _zlib.WriteAsync(piece, cancellation);
    }

    public async ValueTask<FileSum> FinishAsync()
    {
        if (_zlib is not null)
            await _zlib.DisposeAsync();
        return new FileSum(_length, _writer.Length, _hash?.GetHashAndReset() ?? default);
    }

    public async ValueTask DisposeAsync()
    {
        _hash?.Dispose();
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
