using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Belfry.Archive;

/// <summary>Writes a file piece by piece, each piece with one call.</summary>
/// <param name="file">The new file; owned.</param>
/// <param name="syncFolders">Makes the names of its folders durable.</param>
/// <param name="threads">Where waiting for the disk is done.</param>
internal sealed class FolderWriter(SafeFileHandle file, Action syncFolders, SyncThreads threads) : StorageWriter
{
    private readonly List<ReadOnlyMemory<byte>> _pieces = [];

    public override ValueTask WriteAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellation)
    {
        if (bytes.IsSingleSegment)
        {
            DiskCalls.Write(file, bytes.FirstSpan, Length);
        }
        else
        {
            foreach (var piece in bytes)
                _pieces.Add(piece);
            DiskCalls.Write(file, _pieces, Length);
            _pieces.Clear();
        }

        Length += bytes.Length;
        return ValueTask.CompletedTask;
    }

    public override async ValueTask SyncAsync(CancellationToken cancellation)
    {
        if (DiskCalls.MayWaitHere)
            Sync();
        else
            await threads.RunAsync(Sync);
    }

    public override ValueTask DisposeAsync()
    {
        file.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Sync()
    {
        DiskCalls.SyncFile(file);
        syncFolders();
    }
}
