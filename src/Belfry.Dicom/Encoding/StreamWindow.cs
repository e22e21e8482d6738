using System.Buffers;

namespace Belfry.Dicom;

/// <summary>The part of a stream that the parser sees: a rented buffer that moves on with it.</summary>
internal sealed class StreamWindow(long maxBytes = long.MaxValue) : IDisposable
{
    /// <summary>Longest value that is parsed out of the window; the buffer is larger by a header and what is read ahead.</summary>
    public const int LongestValue = 64 * 1024;
    private const int FirstPiece = 64 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(LongestValue + 4096);
    private int _start;
    private int _end;

    /// <summary>Where the window begins in the stream.</summary>
    public long Origin { get; private set; }

    public bool IsFinal { get; private set; }

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Where the next bytes go; at least one.</summary>
    public Memory<byte> FreeSpace
    {
        get
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                _end -= _start;
                _start = 0;
            }

            return _buffer.AsMemory(_end);
        }
    }

    /// <summary>Notes what a read returned; nothing is the end.</summary>
    /// <exception cref="DicomFormatException">The stream has more bytes than allowed.</exception>
    public void Commit(int read)
    {
        _end += read;
        IsFinal |= read == 0;
        Check(Origin + _end - _start);
    }

    /// <summary>Moves the beginning forward.</summary>
    public void Advance(int count)
    {
        _start += count;
        Origin += count;
    }

    /// <summary>Moves the beginning to where the stream itself was moved to.</summary>
    public void Skip(long count)
    {
        Origin += count;
        _start = _end = 0;
    }

    /// <summary>Takes what the window already has of a value.</summary>
    public int Take(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, _end - _start);
        Bytes[..count].CopyTo(destination);
        Advance(count);
        return count;
    }

    /// <summary>Moves on over bytes that went into a value past the window.</summary>
    public void Pass(int count) => Origin += count;

    /// <summary>The first piece of a value's memory: its length is only a claim, so memory grows with what comes.</summary>
    public byte[] BeginValue(long length)
    {
        Check(Origin + length);
        if (length > Array.MaxLength)
            throw new DicomFormatException("A value is too long to be held in memory", Origin);
        return new byte[Math.Min(length, FirstPiece)];
    }

    /// <summary>Makes room for more of a value.</summary>
    public static byte[] GrowValue(byte[] bytes, long length)
    {
        Array.Resize(ref bytes, (int)Math.Min(length, 2L * bytes.Length));
        return bytes;
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Check(long end)
    {
        if (end > maxBytes)
            throw new DicomFormatException($"The data set inflates to more than {maxBytes} bytes", Origin);
    }
}
