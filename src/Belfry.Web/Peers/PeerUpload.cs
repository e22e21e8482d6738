using System.IO.Compression;
using System.Net;

namespace Belfry.Web;

/// <summary>A body that is sent while it is read. The peer's time begins anew with each portion: a large file may take long, and a peer that takes nothing may not.</summary>
internal sealed class PeerUpload : HttpContent
{
    private const int Portion = 64 * 1024;

    private readonly Stream _file;
    private readonly long? _length;
    private readonly bool _isZipped;
    private readonly Action _onProgress;

    /// <param name="file">What is sent; it is not disposed of.</param>
    /// <param name="length">How many bytes it has; null when that is not known.</param>
    /// <param name="isZipped">True compresses it on the way (<c>gzip</c>).</param>
    /// <param name="onProgress">Called for each portion.</param>
    public PeerUpload(Stream file, long? length, bool isZipped, Action onProgress)
    {
        (_file, _length, _isZipped, _onProgress) = (file, length, isZipped, onProgress);
        Headers.ContentType = new("application/dicom");
        if (isZipped)
            Headers.ContentEncoding.Add("gzip");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (!_isZipped)
        {
            await CopyAsync(stream, cancellationToken);
            return;
        }

        await using var zipped = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        await CopyAsync(zipped, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length ?? 0;
        return _length is not null && !_isZipped;
    }

    private async Task CopyAsync(Stream target, CancellationToken cancellation)
    {
        var buffer = new byte[Portion];
        while (await _file.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
            _onProgress();
        }
    }
}
