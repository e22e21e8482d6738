using System.IO.Pipelines;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>An instance that has come: a short one in memory, a long one in a file that has no name any more.</summary>
internal sealed class SpooledInstance : FetchedInstance
{
    /// <summary>Longest data set in memory, in bytes. 1 MiB: a slice of CT or MR; what is longer costs the network more than the disk.</summary>
    public const int MostInMemory = 1024 * 1024;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly SpoolFile? _file;
    private int _isDisposed;

    private SpooledInstance(CStoreRequest request, TransferSyntax transferSyntax, ReadOnlyMemory<byte> bytes, SpoolFile? file)
        : base(request.AffectedSopClassUid, request.AffectedSopInstanceUid, transferSyntax)
    {
        _bytes = bytes;
        _file = file;
    }

    public override long Length => _file?.Length ?? _bytes.Length;

    /// <summary>Takes the data set of a C-STORE.</summary>
    /// <param name="request">The request.</param>
    /// <param name="transferSyntax">What the bytes are in.</param>
    /// <param name="body">The bytes as they come.</param>
    /// <param name="onWait">Told before each wait for more.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">There is no room for it.</exception>
    public static async ValueTask<SpooledInstance> ReceiveAsync(
        CStoreRequest request, TransferSyntax transferSyntax, PipeReader body, Action onWait, CancellationToken cancellation)
    {
        using var memory = new MemoryStream();
        SpoolFile? file = null;
        try
        {
            while (true)
            {
                onWait();
                var read = await body.ReadAsync(cancellation).ConfigureAwait(false);
                if (file is null && memory.Length + read.Buffer.Length > MostInMemory)
                {
                    file = SpoolFile.Create();
                    await file.AppendAsync(memory.GetBuffer().AsMemory(0, (int)memory.Length), cancellation).ConfigureAwait(false);
                }

                foreach (var piece in read.Buffer)
                {
                    if (file is null)
                        memory.Write(piece.Span);
                    else
                        await file.AppendAsync(piece, cancellation).ConfigureAwait(false);
                }

                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }

            await body.CompleteAsync().ConfigureAwait(false);
            return new SpooledInstance(request, transferSyntax, file is null ? memory.ToArray() : default, file);
        }
        catch
        {
            file?.Release();
            throw;
        }
    }

    public override ValueTask<Stream> OpenAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        return new ValueTask<Stream>(_file is { } file ? file.Open() : new MemoryStream(_bytes.ToArray(), writable: false));
    }

    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _file?.Release();
        return ValueTask.CompletedTask;
    }
}
