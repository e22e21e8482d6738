using System.Buffers.Binary;
using System.Diagnostics;
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
    /// <summary>The longest PDU that it takes.</summary>
    public const int LongestPdu = 131072;

    private readonly Socket _socket;
    private readonly PduReader _reader;
    private readonly byte[] _command = new byte[4096];
    private int _commandLength;
    private StoreResponder? _responder;

    public RawAssociation(int port, byte[] associateRequest)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = 30_000,
            SendTimeout = 30_000,
        };
        _reader = new PduReader(_socket);
        try
        {
            _socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
            _socket.Send(associateRequest);
            ReadOnlySpan<byte> accept = _reader.Next(out byte type);
            if (type != 2)
                throw new InvalidDataException($"Association refused with PDU type {type}.");

            ReadAccept(accept);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>The longest PDU that the server takes and this client sends, without its header of six bytes.</summary>
    public int MaximumPduLength { get; private set; } = LongestPdu;

    /// <summary>Completed sub-operations, as the last final response said; −1 when it did not.</summary>
    public int Completed { get; private set; }

    /// <summary>Sends a request and reads up to its final response, which must be a success.</summary>
    /// <returns>The number of data sets that came with the responses.</returns>
    public int Exchange(ReadOnlySpan<byte> request)
    {
        Send(request);
        return Receive();
    }

    /// <summary>How long the server may keep silent, or take nothing; 30 seconds unless told otherwise.</summary>
    public void SetTimeout(TimeSpan patience) => _socket.ReceiveTimeout = _socket.SendTimeout = (int)patience.TotalMilliseconds;

    public void Send(ReadOnlySpan<byte> bytes) => _socket.Send(bytes);

    /// <summary>Reads up to the final response.</summary>
    /// <returns>The number of data sets that came with the responses.</returns>
    public int Receive()
    {
        int answers = 0;
        _reader.IsExpectingMore = false;
        while (true)
        {
            ReadOnlySpan<byte> values = NextValues();
            _reader.IsExpectingMore = true;
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

    /// <summary>Sends a C-GET-RQ, answers the C-STORE requests that come, and reads up to the final response.</summary>
    /// <returns>The number of instances that came.</returns>
    public int Get(ReadOnlySpan<byte> request)
    {
        _responder ??= new StoreResponder(_socket);
        _responder.Stored = 0;
        Send(request);
        _reader.IsExpectingMore = true;
        while (true)
        {
            if (_responder.Take(NextValues()) && new CommandReader(_responder.Response).IsFinalSuccess())
                return _responder.Stored;
        }
    }

    /// <summary>Sends an N-ACTION-RQ of storage commitment and reads up to its response, which must be a success, and to the report.</summary>
    /// <param name="request">The request.</param>
    /// <param name="transaction">Its number.</param>
    /// <param name="reports">Where reports are noted, also those of this association.</param>
    /// <param name="comesHere">True when the report comes on this association; false when somebody else takes it.</param>
    /// <param name="answered">When the response had come, as <see cref="Stopwatch"/> counts.</param>
    public void Commit(ReadOnlySpan<byte> request, long transaction, ReportBoard reports, bool comesHere, out long answered)
    {
        _responder ??= new StoreResponder(_socket) { Reports = reports };
        using ReportBoard.Expectation expected = reports.Expect(transaction);
        Send(request);
        answered = 0;
        while (answered == 0 || (comesHere && !expected.HasCome))
        {
            if (_responder.Take(NextValues()) && new CommandReader(_responder.Response).IsFinalSuccess())
                answered = Stopwatch.GetTimestamp();

            _reader.IsExpectingMore = true;
        }

        _reader.IsExpectingMore = false;
        expected.Wait();
    }

    /// <summary>A-RELEASE-RQ, then waits for A-RELEASE-RP.</summary>
    public void Release()
    {
        _socket.Send(DicomBytes.ReleaseRequest);
        _reader.Next(out byte type);
        if (type != 6)
            throw new InvalidDataException($"Expected A-RELEASE-RP, came PDU type {type}.");
    }

    public void Dispose() => _socket.Dispose();

    private ReadOnlySpan<byte> NextValues()
    {
        ReadOnlySpan<byte> values = _reader.Next(out byte type);
        return type == 4 ? values : throw new InvalidDataException($"Expected P-DATA-TF, came PDU type {type}.");
    }

    private bool IsFinal()
    {
        var command = new CommandReader(_command.AsSpan(0, _commandLength));
        _commandLength = 0;
        if (!command.IsFinalSuccess())
            return false;

        Completed = command.Number(CommandReader.Completed);
        return true;
    }

    private void ReadAccept(ReadOnlySpan<byte> accept)
    {
        int accepted = 0;
        for (ReadOnlySpan<byte> items = accept[68..]; items.Length >= 4;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(items[2..]);
            ReadOnlySpan<byte> content = items.Slice(4, length);
            if (items[0] == 0x21)
            {
                if (content[2] != 0)
                    throw new InvalidDataException("Presentation context refused.");

                accepted++;
            }
            else if (items[0] == 0x50)
            {
                ReadUserInformation(content);
            }

            items = items[(4 + length)..];
        }

        if (accepted == 0)
            throw new InvalidDataException("Presentation context refused.");
    }

    private void ReadUserInformation(ReadOnlySpan<byte> items)
    {
        while (items.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(items[2..]);
            if (items[0] == 0x51 && BinaryPrimitives.ReadUInt32BigEndian(items[4..]) is > 0 and < LongestPdu and uint longest)
                MaximumPduLength = (int)longest;

            items = items[(4 + length)..];
        }
    }
}
