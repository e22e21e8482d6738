using System.Buffers;

namespace Belfry.Archive;

/// <summary>A file of a storage area that is being written. Used by one caller at a time; disposing it does not delete the file.</summary>
public abstract class StorageWriter : IAsyncDisposable
{
    /// <summary>Length written so far, in bytes.</summary>
    public long Length { get; protected set; }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public abstract ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellation);

    /// <summary>Makes the file durable, its name included.</summary>
    /// <exception cref="IOException">It cannot be made durable.</exception>
    public abstract ValueTask SyncAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
