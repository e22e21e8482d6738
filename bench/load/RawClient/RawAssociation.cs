using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Belfry.LoadBench.RawClient;

/// <summary>
/// A DICOM association with as little client as possible: blocking socket, whole PDUs out of ready buffers, and of the responses
/// only what tells success and the number of answers. While it still waits for bytes it acknowledges at once, so that servers which
/// write a PDU in two pieces are measured at their own speed and not at that of the delayed acknowledgement.
/// </summary>
internal sealed class RawAssociation : IDisposable
{
    private const int LargeBuffer = 512 * 1024;
    private const SocketOptionName QuickAcknowledge = (SocketOptionName)12;

    private readonly Socket _socket;
    // Small, for a thousand idle associations; the first answers of any size make it large.
    private byte[] _buffer = new byte[4096];
    private readonly byte[] _command = new byte[4096];
    private int _start;
    private int _end;
    private int _commandLength;
    private bool _isExpectingMore;

    public RawAssociation(int port, byte[] associateRequest)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = 30_000,
            SendTimeout = 30_000,
        };
        try
        {
            _socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
            _socket.Send(associateRequest);
            ReadOnlySpan<byte> accept = NextPdu(out byte type);
            if (type != 2)
                throw new InvalidDataException($"Association refused with PDU type {type}.");

            if (!IsContextAccepted(accept))
                throw new InvalidDataException("Presentation context refused.");
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and reads up to its final response, which must be a success.</summary>
    /// <returns>The number of data sets that came with the responses.</returns>
    public int Exchange(byte[] request)
    {
        _socket.Send(request);
        int answers = 0;
        _isExpectingMore = false;
        while (true)
        {
            ReadOnlySpan<byte> values = NextPdu(out byte type);
            _isExpectingMore = true;
            if (type != 4)
                throw new InvalidDataException($"Expected P-DATA-TF, came PDU type {type}.");

            while (values.Length >= 6)
            {
                int length = BinaryPrimitives.ReadInt32BigEndian(values);
                byte control = values[5];
                ReadOnlySpan<byte> fragment = values[6..(4 + length)];
                values = values[(4 + length)..];
                if ((control & 1) == 0)
                {
                    answers += control >> 1 & 1;
                    continue;
                }

                fragment.CopyTo(_command.AsSpan(_commandLength));
                _commandLength += fragment.Length;
                if ((control & 2) != 0 && IsFinal())
                    return answers;
            }
        }
    }

    /// <summary>A-RELEASE-RQ, then waits for A-RELEASE-RP.</summary>
    public void Release()
    {
        _socket.Send(DicomBytes.ReleaseRequest);
        NextPdu(out byte type);
        if (type != 6)
            throw new InvalidDataException($"Expected A-RELEASE-RP, came PDU type {type}.");
    }

    public void Dispose() => _socket.Dispose();

    private bool IsFinal()
    {
        ReadOnlySpan<byte> command = _command.AsSpan(0, _commandLength);
        _commandLength = 0;
        while (command.Length >= 8)
        {
            uint tag = (uint)(BinaryPrimitives.ReadUInt16LittleEndian(command) << 16 | BinaryPrimitives.ReadUInt16LittleEndian(command[2..]));
            int length = BinaryPrimitives.ReadInt32LittleEndian(command[4..]);
            if (tag == 0x0000_0900)
            {
                int status = BinaryPrimitives.ReadUInt16LittleEndian(command[8..]);
                return status switch
                {
                    0 => true,
                    0xFF00 or 0xFF01 => false,
                    _ => throw new InvalidDataException($"Status {status:X4}H."),
                };
            }

            command = command[(8 + length)..];
        }

        throw new InvalidDataException("A response without a status.");
    }

    private ReadOnlySpan<byte> NextPdu(out byte type)
    {
        Need(6);
        type = _buffer[_start];
        int length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start + 2));
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

        bool acknowledge = _isExpectingMore || _end > _start;
        while (_end - _start < count)
        {
            if (acknowledge)
                _socket.SetRawSocketOption(6, (int)QuickAcknowledge, [1, 0, 0, 0]);

            int read = _socket.Receive(_buffer, _end, _buffer.Length - _end, SocketFlags.None);
            if (read == 0)
                throw new InvalidDataException("The server closed the connection.");

            _end += read;
            acknowledge = true;
        }
    }

    private static bool IsContextAccepted(ReadOnlySpan<byte> accept)
    {
        ReadOnlySpan<byte> items = accept[68..];
        while (items.Length >= 8)
        {
            if (items[0] == 0x21)
                return items[6] == 0;

            items = items[(4 + BinaryPrimitives.ReadUInt16BigEndian(items[2..]))..];
        }

        return false;
    }
}
