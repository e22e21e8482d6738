using System.Buffers.Binary;
using System.Net.Sockets;

namespace Belfry.LoadBench.RawClient;

/// <summary>
/// Takes whole PDUs from a blocking socket, many with one receive where they come together. Used by one thread.
/// </summary>
internal sealed class PduReader(Socket socket)
{
    private const int LargeBuffer = 512 * 1024, MaximumLength = 64 * 1024 * 1024;
    private const SocketOptionName QuickAcknowledge = (SocketOptionName)12;

    // Small, for a thousand idle associations; the first answers of any size make it large.
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>True while more bytes must come before this side has something to send: then it acknowledges at once.</summary>
    public bool IsExpectingMore { get; set; }

    /// <summary>The content of the next PDU, which is valid until the next call.</summary>
    /// <exception cref="InvalidDataException">The peer closed the connection.</exception>
    public ReadOnlySpan<byte> Next(out byte type)
    {
        Need(6);
        type = _buffer[_start];
        int length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + 2));
        if (length is < 0 or > MaximumLength)
            throw new InvalidDataException($"A PDU of {length} bytes.");

        Need(6 + length);
        ReadOnlySpan<byte> content = _buffer.AsSpan(_start + 6, length);
        _start += 6 + length;
        return content;
    }

    private void Need(int count)
    {
        if (_end - _start >= count)
            return;

        if (count > _buffer.Length || (_end == _buffer.Length && _buffer.Length < LargeBuffer))
            Array.Resize(ref _buffer, Math.Max(count, LargeBuffer));

        if (_buffer.Length - _start < Math.Max(count, _buffer.Length / 8))
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        else if (_start == _end)
        {
            _start = _end = 0;
        }

        bool acknowledge = IsExpectingMore || _end > _start;
        while (_end - _start < count)
        {
            if (acknowledge)
                socket.SetRawSocketOption(6, (int)QuickAcknowledge, [1, 0, 0, 0]);

            int read = socket.Receive(_buffer, _end, _buffer.Length - _end, SocketFlags.None);
            if (read == 0)
                throw new InvalidDataException("The server closed the connection.");

            _end += read;
            acknowledge = true;
        }
    }
}
