namespace Belfry.Web;

/// <summary>
/// Files that come in pieces, on disk until they are whole. The names are the clients' own: who sends another length under a name begins anew. Of files that are
/// never completed the latest few are kept. Thread-safe.
/// </summary>
internal sealed class UploadPieces
{
    // Some pages at once; each may leave one behind.
    private const int MostFiles = 16;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly OrderedDictionary<string, (long Length, FileStream File)> _files = new(StringComparer.Ordinal);

    /// <summary>Takes a piece.</summary>
    /// <param name="name">The file that it is of.</param>
    /// <param name="length">How long that will be.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="limit">Most bytes of a file; null for any number.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The file when it is whole, at its beginning, to be disposed of by the caller; else null.</returns>
    /// <exception cref="RestException">It is longer than said, or than allowed.</exception>
    public async ValueTask<Stream?> AddAsync(string name, long length, Stream piece, long? limit, CancellationToken cancellation)
    {
        if (length > limit)
            throw new RestException(RestError.TooLarge);

        // One after the other: the pieces of a file come so, and who sends them at once would mix them up anyway.
        await _turn.WaitAsync(cancellation);
        try
        {
            var file = Find(name, length);
            try
            {
                await CopyAsync(piece, file, length, cancellation);
            }
            catch
            {
                Drop(name);
                throw;
            }

            if (file.Length < length)
                return null;
            _files.Remove(name);
            file.Position = 0;
            return file;
        }
        finally
        {
            _turn.Release();
        }
    }

    private FileStream Find(string name, long length)
    {
        if (_files.TryGetValue(name, out var known) && known.Length == length)
            return known.File;
        Drop(name);
        while (_files.Count >= MostFiles)
            Drop(_files.GetAt(0).Key);
        var file = File.Create(
            Path.Combine(Path.GetTempPath(), $"belfry-upload-{Path.GetRandomFileName()}"), 64 * 1024, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        _files.Add(name, (length, file));
        return file;
    }

    private static async Task CopyAsync(Stream piece, FileStream file, long length, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        while (await piece.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            if (file.Length + read > length)
                throw new RestException(RestError.BadRequest, "The pieces are longer than \"X-File-Size\" says.");
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            await file.FlushAsync(cancellation);
        }
    }

    private void Drop(string name)
    {
        if (_files.Remove(name, out var old))
            old.File.Dispose();
    }
}
