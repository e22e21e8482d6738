namespace Belfry.Web;

/// <summary>Reads another stream up to a length: small files may be compressed ones of any size.</summary>
/// <param name="inner">Is read, and disposed of with this.</param>
/// <param name="limit">The most bytes; null for any number.</param>
internal sealed class BoundedStream(Stream inner, long? limit) : Stream
{
    private long _length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <exception cref="RestException">There are more bytes.</exception>
    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    /// <inheritdoc cref="Read(byte[], int, int)"/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Count(int read)
    {
        _length += read;
        return _length <= (limit ?? long.MaxValue)
            ? read
            : throw new RestException(RestError.TooLarge, $"A compressed file has more than {limit} bytes.");
    }
}
