using System.Buffers;

namespace Belfry.Network;

/// <summary>
/// Puts presentation data values together into messages: a command set, then its data set (PS3.7 §6.3, PS3.8 Annex E). A message lies on
/// one context, and the next begins when it is whole.
/// </summary>
internal sealed class MessageAssembler(IMessageReceiver receiver, int maxCommandLength)
{
    private PresentationContext? _context;
    private Stage _stage;
    private byte[]? _command;
    private int _commandLength;
    private MessageBody? _body;
    private bool _bodyIsReady;

    private enum Stage : byte
    {
        Between,
        Command,
        DataSet,
    }

    /// <summary>True when a message has begun and more of it has to come.</summary>
    public bool IsInsideMessage => _stage != Stage.Between;

    /// <summary>Takes a piece of a value.</summary>
    /// <exception cref="ProtocolViolationException">It does not belong where it came.</exception>
    public void Take(in PduToken token)
    {
        if (token.BeginsValue)
            CheckBegin(in token);
        if (token.IsCommand)
            TakeCommand(in token);
        else
            TakeDataSet(in token);
    }

    /// <summary>The association has ended: a body that streams must not be waited for.</summary>
    public void Break(Exception reason) => _body?.Break(reason);

    private void CheckBegin(in PduToken token)
    {
        if (_stage != Stage.Between && token.ContextId != _context!.Id)
            throw Violation(AbortReason.UnexpectedPduParameter, "A message goes on in another presentation context.");
        if (_stage == Stage.Between)
        {
            _context = receiver.FindContext(token.ContextId)
                ?? throw Violation(AbortReason.InvalidPduParameterValue, $"Presentation context {token.ContextId} was not accepted.");
        }

        if (token.IsCommand && _stage == Stage.DataSet)
            throw Violation(AbortReason.UnexpectedPduParameter, "A command begins inside a data set.");
        if (!token.IsCommand && _stage != Stage.DataSet)
            throw Violation(AbortReason.UnexpectedPduParameter, "A data set without a command.");
        if (_stage == Stage.DataSet)
            _body?.Expect(token.ValueLength, token.IsLastValue);
    }

    private void TakeCommand(in PduToken token)
    {
        // The usual case: the whole command in one piece, read where it lies.
        if (_stage == Stage.Between && token is { BeginsValue: true, EndsValue: true, IsLastValue: true })
        {
            if (token.Bytes.Length > maxCommandLength)
                throw CommandTooLong();
            BeginMessage(token.Bytes);
            return;
        }

        _stage = Stage.Command;
        if (token.Bytes.Length > maxCommandLength - _commandLength)
            throw CommandTooLong();
        _command ??= ArrayPool<byte>.Shared.Rent(maxCommandLength);
        token.Bytes.CopyTo(_command.AsSpan(_commandLength));
        _commandLength += token.Bytes.Length;
        if (!token.EndsValue || !token.IsLastValue)
            return;
        var command = _command;
        _command = null;
        try
        {
            BeginMessage(command.AsSpan(0, _commandLength));
        }
        finally
        {
            _commandLength = 0;
            ArrayPool<byte>.Shared.Return(command);
        }
    }

    private void BeginMessage(ReadOnlySpan<byte> bytes)
    {
        if (CommandSet.Read(bytes, out var command) is { } fault)
            throw Malformed(fault);
        if (command.CommandField is null)
            throw Malformed("no Command Field");
        _body = receiver.BeginMessage(_context!, in command);
        _bodyIsReady = false;
        _stage = command.HasDataSet ? Stage.DataSet : Stage.Between;
    }

    private void TakeDataSet(in PduToken token)
    {
        Task? room = null;
        if (_body is not null && !token.Bytes.IsEmpty && !_body.Append(token.Bytes, out room))
        {
            var body = _body;
            _body = null;
            receiver.BodyTooLong(body);
        }

        if (_body is { IsReady: true } && !_bodyIsReady)
            MakeReady(_body);
        if (room is not null)
            receiver.NeedRoom(room);
        if (!token.EndsValue || !token.IsLastValue)
            return;
        _stage = Stage.Between;
        if (_body is not { } whole)
            return;
        _body = null;
        whole.Complete();
        if (!_bodyIsReady)
            MakeReady(whole);
    }

    private void MakeReady(MessageBody body)
    {
        _bodyIsReady = true;
        receiver.BodyReady(body);
    }

    private ProtocolViolationException CommandTooLong() =>
        new(AbortSource.ServiceUser, AbortReason.NotSpecified, $"Command set longer than {maxCommandLength} bytes.");

    private static ProtocolViolationException Malformed(string fault) =>
        new(AbortSource.ServiceUser, AbortReason.NotSpecified, $"Malformed command set: {fault}.");

    private static ProtocolViolationException Violation(AbortReason reason, string message) => new(AbortSource.ServiceProvider, reason, message);
}
