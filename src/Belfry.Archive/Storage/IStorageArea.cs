namespace Belfry.Archive;

/// <summary>
/// Keeps files by identifiers that it gives them itself, in the order of time; nothing that a peer sent is ever part of a name. Thread-safe.
/// A file is <i>open</i> from <see cref="BeginFile"/> until <see cref="Settle"/> says that the index has decided about it: the check at
/// the start looks only at those that may have been open when the process ended.
/// </summary>
public interface IStorageArea : IAsyncDisposable
{
    /// <summary>A name for a new file; from now on it is open.</summary>
    Guid BeginFile();

    /// <summary>The index names the file, or it is deleted.</summary>
    void Settle(Guid fileId);

    /// <summary>Writes a whole file. It is durable after <see cref="FlushAsync"/>.</summary>
    /// <exception cref="IOException">It cannot be written; what was written must be deleted.</exception>
    ValueTask WriteAsync(Guid fileId, ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Begins a file that is written piece by piece.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    ValueTask<StorageWriter> CreateAsync(Guid fileId, CancellationToken cancellation);

    /// <summary>Opens a file for reading; the caller disposes it. A seekable one gives its length.</summary>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    ValueTask<Stream> OpenAsync(Guid fileId, CancellationToken cancellation);

    /// <summary>Reads a file from its beginning into memory, as far as it goes.</summary>
    /// <returns>How many bytes there were.</returns>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    async ValueTask<int> ReadAsync(Guid fileId, Memory<byte> bytes, CancellationToken cancellation)
    {
        await using var stream = await OpenAsync(fileId, cancellation);
        return await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
    }

    /// <summary>The path of a file, where files are kept each by itself and under a name; null elsewhere.</summary>
    string? PathOf(Guid fileId) => null;

    /// <summary>How long a file is, in bytes.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    async ValueTask<long> GetLengthAsync(Guid fileId, CancellationToken cancellation)
    {
        await using var stream = await OpenAsync(fileId, cancellation);
        return stream.Length;
    }

    /// <summary>Deletes a file; no error when there is none. Who has it open can read on.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    ValueTask DeleteAsync(Guid fileId, CancellationToken cancellation);

    /// <summary>Makes durable all that was written and deleted before.</summary>
    /// <exception cref="IOException">Something could not be written: nothing is known to be durable.</exception>
    ValueTask FlushAsync(CancellationToken cancellation);

    /// <summary>Files that may have been open when the process ended, oldest first.</summary>
    IAsyncEnumerable<Guid> ListUnsettledAsync(CancellationToken cancellation);

    /// <summary>All files that are there now and not open, oldest first: for building the index anew.</summary>
    IAsyncEnumerable<Guid> ListFilesAsync(CancellationToken cancellation);

    /// <summary>Notes that files are settled, but for those that are open now. The note may be lost: more is then checked.</summary>
    ValueTask MarkSettledAsync(CancellationToken cancellation);
}
