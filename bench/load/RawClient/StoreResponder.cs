using System.Buffers.Binary;
using System.Net.Sockets;

namespace Belfry.LoadBench.RawClient;

/// <summary>
/// The receiving side of C-STORE and N-EVENT-REPORT with as little server as possible: answers success, and throws instances away. Used by one
/// thread.
/// </summary>
internal sealed class StoreResponder(Socket socket)
{
    private readonly byte[] _command = new byte[4096];
    private readonly byte[] _answer = new byte[512];
    private int _commandLength;
    private int _answerLength;
    private bool _isCommandWhole = true;
    private ByteWriter? _report;

    /// <summary>Told of the reports that come; null takes none.</summary>
    public ReportBoard? Reports { get; init; }

    /// <summary>Instances answered with success so far.</summary>
    public int Stored { get; set; }

    /// <summary>The command set that made <see cref="Take"/> return true.</summary>
    public ReadOnlySpan<byte> Response => _command.AsSpan(0, _commandLength);

    /// <summary>Takes the content of a P-DATA-TF PDU; sends a response for each data set that ends in it.</summary>
    /// <returns>True when it had the whole command set of something else than such a request.</returns>
    public bool Take(ReadOnlySpan<byte> values)
    {
        bool isOther = false;
        while (values.Length >= 6)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(values);
            byte context = values[4], control = values[5];
            ReadOnlySpan<byte> fragment = values[6..(4 + length)];
            values = values[(4 + length)..];
            if ((control & 1) != 0)
            {
                isOther |= TakeCommand(context, control, fragment);
            }
            else if ((control & 2) == 0)
            {
                _report?.Bytes(fragment);
            }
            else if (_answerLength > 0)
            {
                // Counted first, so that whoever hears of the answer finds it counted.
                Stored++;
                socket.Send(_answer.AsSpan(0, _answerLength));
                _answerLength = 0;
                if (_report is not null)
                    Reports!.Take(_report.Bytes(fragment).ToArray());

                _report = null;
            }
        }

        return isOther;
    }

    private bool TakeCommand(byte context, byte control, ReadOnlySpan<byte> fragment)
    {
        if (_isCommandWhole)
            _commandLength = 0;

        fragment.CopyTo(_command.AsSpan(_commandLength));
        _commandLength += fragment.Length;
        _isCommandWhole = (control & 2) != 0;
        if (!_isCommandWhole)
            return false;

        var command = new CommandReader(Response);
        bool isReport = command.Number(CommandReader.Field) == 0x0100 && Reports is not null;
        if (!isReport && command.Number(CommandReader.Field) != 0x0001)
            return true;

        _report = isReport ? new ByteWriter() : null;

        WriteAnswer(context, command);
        return false;
    }

    // C-STORE-RSP (PS3.7 §9.3.1.2) or N-EVENT-REPORT-RSP (PS3.7 §10.3.1.2), kept until the data set has come.
    private void WriteAnswer(byte context, CommandReader request)
    {
        int end = 12;
        Append(ref end, 0x0000, [0, 0, 0, 0]);
        int first = end;
        Append(ref end, 0x0002, request.Value(CommandReader.SopClass));
        Append(ref end, 0x0100, _report is null ? [0x01, 0x80] : [0x00, 0x81]);
        Append(ref end, 0x0120, request.Value(CommandReader.MessageId));
        Append(ref end, 0x0800, [0x01, 0x01]);
        Append(ref end, 0x0900, [0, 0]);
        Append(ref end, 0x1000, request.Value(CommandReader.SopInstance));
        BinaryPrimitives.WriteInt32LittleEndian(_answer.AsSpan(first - 4), end - first);
        _answer[0] = 4;
        BinaryPrimitives.WriteInt32BigEndian(_answer.AsSpan(2), end - 6);
        BinaryPrimitives.WriteInt32BigEndian(_answer.AsSpan(6), end - 10);
        _answer[10] = context;
        _answer[11] = 3;
        _answerLength = end;
    }

    private void Append(ref int end, ushort element, ReadOnlySpan<byte> value)
    {
        Span<byte> target = _answer.AsSpan(end);
        BinaryPrimitives.WriteUInt16LittleEndian(target, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], element);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], value.Length);
        value.CopyTo(target[8..]);
        end += 8 + value.Length;
    }
}
