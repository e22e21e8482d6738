using System.Buffers;

namespace Belfry.Archive.Tests.Storage;

/// <summary>A storage area that is full, or fails, when a test says so.</summary>
internal sealed class FaultyArea(IStorageArea inner) : IStorageArea
{
    /// <summary>Thrown by each write while it is set.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Thrown by each deletion while it is set.</summary>
    public Exception? DeleteFault { get; set; }

    /// <summary>How many bytes a long file may have before the fault shows.</summary>
    public long Room { get; set; }

    /// <summary>How often everything was made durable.</summary>
    public int Flushes { get; private set; }

    /// <summary>Called when everything has been made durable.</summary>
    public Action? OnFlushed { get; set; }

    public static IOException DiskFull => new("No space left on device", 28);

    public Guid BeginFile() => inner.BeginFile();

    public void Settle(Guid fileId) => inner.Settle(fileId);

    public async ValueTask WriteAsync(Guid fileId, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (Fault is not null)
        {
            // A full disk has taken a part.
            await inner.WriteAsync(fileId, bytes[..(bytes.Length / 2)], cancellation);
            throw Fault;
        }

        await inner.WriteAsync(fileId, bytes, cancellation);
    }

    public async ValueTask<StorageWriter> CreateAsync(Guid fileId, CancellationToken cancellation) => new Writer(this, await inner.CreateAsync(fileId, cancellation));

    public ValueTask<Stream> OpenAsync(Guid fileId, CancellationToken cancellation) => inner.OpenAsync(fileId, cancellation);

    public ValueTask DeleteAsync(Guid fileId, CancellationToken cancellation) => DeleteFault is null ? inner.DeleteAsync(fileId, cancellation) : throw DeleteFault;

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (Fault is not null)
            throw Fault;
        await inner.FlushAsync(cancellation);
        Flushes++;
        OnFlushed?.Invoke();
    }

    public IAsyncEnumerable<Guid> ListUnsettledAsync(CancellationToken cancellation) => inner.ListUnsettledAsync(cancellation);

    public IAsyncEnumerable<Guid> ListFilesAsync(CancellationToken cancellation) => inner.ListFilesAsync(cancellation);

    public ValueTask MarkSettledAsync(CancellationToken cancellation) => inner.MarkSettledAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Writer(FaultyArea area, StorageWriter inner) : StorageWriter
    {
        public override async ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellation)
        {
            if (area.Fault is not null && inner.Length >= area.Room)
                throw area.Fault;
            await inner.WriteAsync(bytes, cancellation);
            Length = inner.Length;
        }

        public override ValueTask SyncAsync(CancellationToken cancellation) => area.Fault is null ? inner.SyncAsync(cancellation) : throw area.Fault;

        public override ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
