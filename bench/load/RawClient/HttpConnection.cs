using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Belfry.LoadBench.RawClient;

/// <summary>A connection of HTTP/1.1 that is kept: sends a ready request and reads its answer, with a length or in chunks. Used by one thread.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = 60_000,
    };

    private byte[] _buffer = new byte[64 * 1024];
    private int _end;

    public HttpConnection(int port) => _socket.Connect(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>Bytes of the last body that came with a length.</summary>
    public long LastLength { get; private set; }

    /// <summary>How long an answer is waited for; a minute when nothing is set.</summary>
    public void SetTimeout(TimeSpan timeout) => _socket.ReceiveTimeout = (int)timeout.TotalMilliseconds;

    /// <summary>The body of the answer; valid until the next request.</summary>
    /// <exception cref="InvalidDataException">The answer is no 200, or no answer.</exception>
    public ReadOnlySpan<byte> Exchange(ReadOnlySpan<byte> request)
    {
        Send(request);
        return Receive();
    }

    /// <summary>Sends a part of a request.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[_socket.Send(bytes)..];
    }

    /// <summary>Reads the answer whole.</summary>
    public ReadOnlySpan<byte> Receive()
    {
        _end = 0;
        int head;
        while ((head = _buffer.AsSpan(0, _end).IndexOf("\r\n\r\n"u8)) < 0)
            Read();

        head += 4;
        ReadOnlySpan<byte> lines = _buffer.AsSpan(0, head);
        if (!lines.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidDataException($"The answer is {Encoding.Latin1.GetString(lines[..lines.IndexOf((byte)'\r')])}.");

        if (Header(lines, "Content-Length:"u8) is { IsEmpty: false } text && Utf8Parser.TryParse(text, out long length, out _))
            return ReadBody(head, length);

        return Header(lines, "Transfer-Encoding:"u8).StartsWith("chunked"u8) ? ReadChunks(head)
            : throw new InvalidDataException("The answer has neither a length nor chunks.");
    }

    public void Dispose() => _socket.Dispose();

    // A body that does not fit is a download: it is counted and thrown away.
    private ReadOnlySpan<byte> ReadBody(int head, long length)
    {
        LastLength = length;
        if (length > Array.MaxLength / 4)
        {
            for (long missing = length - (_end - head); missing > 0; missing -= _end)
            {
                _end = 0;
                Read();
            }

            return default;
        }

        ReadUntil(head + (int)length);
        return _buffer.AsSpan(head, (int)length);
    }

    // Chunks are moved together where they stand.
    private ReadOnlySpan<byte> ReadChunks(int head)
    {
        int body = head;
        int place = head;
        while (true)
        {
            int line;
            while ((line = _buffer.AsSpan(place, _end - place).IndexOf("\r\n"u8)) < 0)
                Read();

            if (!Utf8Parser.TryParse(_buffer.AsSpan(place, line), out int length, out _, 'x'))
                throw new InvalidDataException("A chunk has no length.");

            place += line + 2;
            ReadUntil(place + length + 2);
            if (length == 0)
                return _buffer.AsSpan(head, body - head);

            _buffer.AsSpan(place, length).CopyTo(_buffer.AsSpan(body));
            body += length;
            place += length + 2;
        }
    }

    private void ReadUntil(int end)
    {
        while (_end < end)
            Read();
    }

    private void Read()
    {
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);

        int read = _socket.Receive(_buffer, _end, _buffer.Length - _end, SocketFlags.None);
        if (read == 0)
            throw new InvalidDataException("The server closed the connection.");

        _end += read;
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> name)
    {
        while (lines.IndexOf("\r\n"u8) is > 0 and int end)
        {
            if (end > name.Length && Ascii.EqualsIgnoreCase(lines[..name.Length], name))
                return lines[name.Length..end].Trim((byte)' ');

            lines = lines[(end + 2)..];
        }

        return default;
    }
}
