using System.Buffers;

namespace Belfry.Dicom;

/// <summary>A rented buffer between a writer, which does not wait, and a stream, which does.</summary>
internal sealed class PieceOutput(Stream stream) : IBufferWriter<byte>, IDisposable
{
    private const int Enough = 64 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Enough);
    private int _used;

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length - _used < Math.Max(sizeHint, 1))
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_used + sizeHint, _buffer.Length * 2));
            _buffer.AsSpan(0, _used).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Hands what has gathered to the stream, when it is enough to be worth a write.</summary>
    public ValueTask FlushIfFullAsync(CancellationToken cancellation) => _used < Enough / 2 ? default : FlushAsync(cancellation);

    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await stream.WriteAsync(_buffer.AsMemory(0, _used), cancellation).ConfigureAwait(false);
        _used = 0;
    }

    /// <summary>Copies bytes straight to the stream, behind what has gathered.</summary>
    public async ValueTask CopyAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await FlushAsync(cancellation).ConfigureAwait(false);
        await stream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
    }

    /// <summary>Copies a value out of its file, units reversed when they are longer than one byte.</summary>
    public async ValueTask CopyAsync(DeferredValue value, int swapUnit, CancellationToken cancellation)
    {
        var source = value.Open();
        await using (source.ConfigureAwait(false))
        {
            for (var left = value.Length; left > 0;)
            {
                await FlushAsync(cancellation).ConfigureAwait(false);
                var piece = _buffer.AsMemory(0, (int)Math.Min(left, Enough));
                await source.ReadExactlyAsync(piece, cancellation).ConfigureAwait(false);
                if (swapUnit > 1)
                    ByteOrder.Reverse(piece.Span, piece.Span, swapUnit);
                _used = piece.Length;
                left -= piece.Length;
            }
        }
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
