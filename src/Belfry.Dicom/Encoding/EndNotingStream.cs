namespace Belfry.Dicom;

/// <summary>
/// Notes whether somebody read on where a stream had ended already. Whoever inflates does so when the deflated data set is cut: at its own end he asks no more
/// (RFC 1951 §3.2.3). Leaves the stream open.
/// </summary>
internal sealed class EndNotingStream(Stream inner) : Stream
{
    /// <summary>True once more was asked for than there is.</summary>
    public bool WasTooShort { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        WasTooShort |= read == 0 && !buffer.IsEmpty;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
