using System.Buffers;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Reads files of a storage area as if nothing were known of them: rows may be wrong. Thread-safe.</summary>
/// <param name="storage">Where they are.</param>
internal sealed class FileExamination(IStorageArea storage)
{
    // Preamble and file meta information as the archive writes them have some 400 bytes.
    private const int FirstRead = 4 * 1024;
    private const int LongestHead = 1024 * 1024;
    private const int BufferLength = 128 * 1024;

    // The first byte of a zlib stream with a window of 32 KiB (RFC 1950 §2.2); a preamble begins with zero.
    private const byte ZlibMark = 0x78;

    /// <summary>Reads a file, on another thread.</summary>
    /// <param name="fileId">Its name.</param>
    /// <param name="known">Its row; null for a file without one, which is then read to its end.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It was compressed, and is damaged.</exception>
    /// <exception cref="DicomFormatException">It is no DICOM file, or is cut.</exception>
    /// <exception cref="DimseStatusException">It contradicts itself, or lacks a UID.</exception>
    public async Task<ExaminedFile> ReadAsync(Guid fileId, StoredFile? known, CancellationToken cancellation)
    {
        await Task.Yield();
        await using var stored = await storage.OpenAsync(fileId, cancellation);
        var isCompressed = stored.ReadByte() == ZlibMark;
        var (head, offset) = await ReadHeadAsync(fileId, isCompressed, cancellation);
        var meta = head.FileMeta;
        var (sopClass, sopInstance) = (meta.GetUid(Tags.MediaStorageSOPClassUID) ?? default, meta.GetUid(Tags.MediaStorageSOPInstanceUID) ?? default);
        DataSetHeader header;
        await using (var stream = await OpenAsync(fileId, isCompressed, cancellation))
            header = DataSetHeader.Read(stream, offset, head.TransferSyntax);
        InstanceCheck.Check(header.DataSet, sopClass, sopInstance);
        var sum = await SumAsync(fileId, known, isCompressed, stored.Length, cancellation);
        var file = new StoredFile
        {
            FileId = fileId,
            Length = sum.Length,
            StoredLength = sum.StoredLength,
            DataSetOffset = offset,
            PixelDataOffset = header.PixelDataOffset,
            IsCompressed = isCompressed,
            Digest = sum.Digest,
            SopClassUid = sopClass,
            SopInstanceUid = sopInstance,
            TransferSyntax = head.TransferSyntax,
        };
        return new ExaminedFile(file, header.DataSet, OriginOf(meta));
    }

    // Who stored it is in the file meta information when it came by C-STORE; addresses and users are not.
    private static InstanceOrigin OriginOf(DicomDataSet meta) => AETitle.TryParse(meta.GetString(Tags.SourceApplicationEntityTitle), out var calling)
        ? new InstanceOrigin
        {
            Kind = InstanceOriginKind.DicomProtocol,
            CallingAETitle = calling,
            CalledAETitle = AETitle.TryParse(meta.GetString(Tags.ReceivingApplicationEntityTitle), out var called) ? called : default,
        }
        : new InstanceOrigin { Kind = InstanceOriginKind.Unknown };

    private async ValueTask<Stream> OpenAsync(Guid fileId, bool isCompressed, CancellationToken cancellation) =>
        FileCompression.Decompress(await storage.OpenAsync(fileId, cancellation), isCompressed);

    private async ValueTask<(DicomFile Head, int DataSetOffset)> ReadHeadAsync(Guid fileId, bool isCompressed, CancellationToken cancellation)
    {
        await using var stream = await OpenAsync(fileId, isCompressed, cancellation);
        var beginning = new byte[FirstRead];
        var count = 0;
        while (true)
        {
            count += await stream.ReadAtLeastAsync(beginning.AsMemory(count), beginning.Length - count, throwOnEndOfStream: false, cancellation);
            var isWhole = count < beginning.Length;
            try
            {
                var head = DicomFile.ParseHead(beginning.AsMemory(0, count), out var offset);
                if (offset < count || isWhole || count >= LongestHead)
                    return (head, offset);
            }
            catch (DicomFormatException) when (!isWhole && count < LongestHead)
            {
                // The meta information goes on.
                Array.Resize(ref beginning, 4 * count);
                continue;
            }

            Array.Resize(ref beginning, 4 * count);
        }
    }

    /// <summary>Lengths and digest: of the whole file, unless it is not compressed and its row fits.</summary>
    private async ValueTask<FileSum> SumAsync(Guid fileId, StoredFile? known, bool isCompressed, long storedLength, CancellationToken cancellation)
    {
        if (!isCompressed && known is { IsCompressed: false, Digest: { } kept } && known.StoredLength == storedLength)
            return new FileSum(storedLength, storedLength, kept);
        await using var stream = await OpenAsync(fileId, isCompressed, cancellation);
        var digest = new FileDigest();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            var length = 0L;
            while (await stream.ReadAsync(buffer, cancellation) is > 0 and var count)
            {
                digest.Append(buffer.AsSpan(0, count));
                length += count;
            }

            return new FileSum(length, storedLength, digest.Value);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
