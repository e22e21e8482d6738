using System.IO.Compression;

namespace Belfry.Archive;

/// <summary>
/// Keeps a file in another form: a new file is written and made durable, the index names it, and the old one is deleted. A crash in between leaves one of them,
/// which the next start deletes.
/// </summary>
internal sealed class FileRecompression(ArchiveParts parts, ArchiveUpkeep upkeep)
{
    /// <summary>Does it; nothing when the index names the old file no more.</summary>
    public async ValueTask RunAsync(StoredFile file, bool compresses)
    {
        var id = parts.Storage.BeginFile();
        long length;
        try
        {
            length = await WriteAsync(file, id, compresses);
        }
        catch
        {
            await upkeep.DeleteAsync(id);
            throw;
        }

        var other = file with { FileId = id, StoredLength = length, IsCompressed = compresses };
        var isReplaced = await parts.Index.ReplaceFileAsync(file, other, CancellationToken.None);
        parts.Storage.Settle(id);
        await upkeep.DeleteAsync(isReplaced ? file.FileId : id);
    }

    private async ValueTask<long> WriteAsync(StoredFile file, Guid id, bool compresses)
    {
        await using var source = await WholeFile.OpenAsync(parts.Storage, file, CancellationToken.None);
        await using var writer = await parts.Storage.CreateAsync(id, CancellationToken.None);
        var target = new StorageWriterStream(writer);
        if (compresses)
        {
            await using var zlib = new ZLibStream(target, FileCompression.Level, leaveOpen: true);
            await source.CopyToAsync(zlib);
        }
        else
        {
            await source.CopyToAsync(target);
        }

        if (parts.Options.IsDurable)
            await writer.SyncAsync(CancellationToken.None);
        return writer.Length;
    }
}
