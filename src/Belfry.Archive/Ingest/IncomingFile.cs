using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// One instance on its way from the network into a file: small ones are gathered and written at once, long ones are written as they come. Used
/// by one caller at a time. Disposing it closes the file and does not delete it.
/// </summary>
/// <param name="storage">Where it goes.</param>
/// <param name="options">How it is kept.</param>
/// <param name="request">What comes.</param>
internal sealed class IncomingFile(IStorageArea storage, ArchiveOptions options, StoreRequest request) : IAsyncDisposable
{
    // A long one is written in pieces of this length: the fewer, the fewer changes of threads; more gains nothing.
    private const int PieceLength = 256 * 1024;

    private readonly byte[] _head = Part10Head.Make(request.SopClassUid, request.SopInstanceUid, request.TransferSyntax, request.Origin);
    private StorageWriter? _writer;
    private ReadOnlyMemory<byte> _bytes;
    private FileSum _sum;
    private DataSetHeader? _header;
    private long? _pixelDataOffset;

    /// <summary>Its name.</summary>
    public Guid Id { get; } = storage.BeginFile();

    /// <summary>The data set up to Pixel Data.</summary>
    public DicomDataSet Header => (_header ?? throw new InvalidOperationException("Nothing was received.")).DataSet;

    /// <summary>Length of the data set, in bytes.</summary>
    public long DataSetLength => _sum.Length - _head.Length;

    /// <summary>The whole file as on disk, when it was small and is to become durable with others; else empty.</summary>
    public ReadOnlyMemory<byte> UnsyncedFile => options.IsDurable ? _bytes : default;

    /// <summary>What the index keeps.</summary>
    public StoredFile Describe() => new()
    {
        FileId = Id,
        Length = _sum.Length,
        StoredLength = _sum.StoredLength,
        DataSetOffset = _head.Length,
        PixelDataOffset = _pixelDataOffset,
        IsCompressed = options.Compresses,
        Digest = _sum.Digest,
        SopClassUid = request.SopClassUid,
        SopInstanceUid = request.SopInstanceUid,
        TransferSyntax = request.TransferSyntax,
    };

    /// <summary>Why the body could not be read to its end: the affair of whoever sent it, not of the storage. Null when it could.</summary>
    public Exception? BodyFault { get; private set; }

    /// <summary>Reads the body to its end, and writes the file.</summary>
    /// <exception cref="DicomFormatException">It is no data set, or is cut.</exception>
    /// <exception cref="IOException">The file cannot be written, or the body not be read (<see cref="BodyFault"/>).</exception>
    public async ValueTask ReceiveAsync(CancellationToken cancellation)
    {
        var read = await ReadAsync(options.SmallDataSetLength + 1, cancellation);
        if (read.IsCompleted && read.Buffer.Length <= options.SmallDataSetLength)
            await WriteSmallAsync(read.Buffer, cancellation);
        else
            await WriteLongAsync(read.Buffer, cancellation);
    }

    /// <summary>Makes a long file durable; a small one is kept by the index until it is.</summary>
    public ValueTask SyncAsync(CancellationToken cancellation) =>
        options.IsDurable && _writer is not null ? _writer.SyncAsync(cancellation) : ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _writer?.DisposeAsync() ?? ValueTask.CompletedTask;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> ReadAsync(int least, CancellationToken cancellation)
    {
        try
        {
            return await request.Body.ReadAtLeastAsync(least, cancellation);
        }
        catch (Exception fault)
        {
            BodyFault = fault;
            throw;
        }
    }

    private async ValueTask WriteSmallAsync(ReadOnlySequence<byte> dataSet, CancellationToken cancellation)
    {
        var file = GC.AllocateUninitializedArray<byte>(_head.Length + (int)dataSet.Length);
        _head.CopyTo(file, 0);
        dataSet.CopyTo(file.AsSpan(_head.Length));
        request.Body.AdvanceTo(dataSet.End);
        _header = DataSetHeader.Parse(file.AsMemory(_head.Length), request.TransferSyntax);
        _pixelDataOffset = _head.Length + _header.PixelDataOffset;
        _bytes = options.Compresses ? FileCompression.Compress(file) : file;
        _sum = new FileSum(file.Length, _bytes.Length, FileDigest.Compute(file));
        await storage.WriteAsync(Id, _bytes, cancellation);
    }

    private async ValueTask WriteLongAsync(ReadOnlySequence<byte> beginning, CancellationToken cancellation)
    {
        long length;
        _writer = await storage.CreateAsync(Id, cancellation);
        await using (var output = new FileOutput(_writer, options))
        {
            await output.WriteAsync(new ReadOnlySequence<byte>(_head), cancellation);
            await output.WriteAsync(beginning, cancellation);
            _header = DataSetHeader.ReadBeginning(beginning.FirstSpan, request.TransferSyntax, out length);
            request.Body.AdvanceTo(beginning.End);
            while (true)
            {
                var read = await ReadAsync(PieceLength, cancellation);
                await output.WriteAsync(read.Buffer, cancellation);
                request.Body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }

            _sum = await output.FinishAsync();
        }

        if (_header is not null && length == DataSetLength)
        {
            _pixelDataOffset = _head.Length + _header.PixelDataOffset;
            return;
        }

        await using var stored = FileCompression.Decompress(await storage.OpenAsync(Id, cancellation), options.Compresses);
        _header = DataSetHeader.Read(stored, _head.Length, request.TransferSyntax);
        _pixelDataOffset = _header.PixelDataOffset;
    }
}
