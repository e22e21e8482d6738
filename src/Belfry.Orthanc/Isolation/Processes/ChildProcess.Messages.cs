using Belfry.Orthanc.Isolation.Messages;

namespace Belfry.Orthanc.Isolation.Processes;

/// <content>What the process says, put together from its pieces. Runs on the process's thread.</content>
internal sealed partial class ChildProcess
{
    // Longer than any data set that a callback answers with; the sum is limited for each call.
    private const int MaxMessageLength = 256 * 1024 * 1024;

    private readonly MemoryStream _partial = new();
    private (uint Call, ushort Kind)? _partialOf;

    private void ReadMessages()
    {
        while (_reader.TryReadHeader(out var header))
        {
            if (_partialOf is { } begun && begun != (header.Call, header.Kind))
                throw new ChildProtocolException("A message begins inside another.");
            if (!header.HasMore && _partialOf is null)
            {
                var body = new byte[header.Length];
                _reader.ReadPiece(header.Length, body);
                Take(header.Call, header.Kind, body);
            }
            else
            {
                TakePiece(header.Call, header.Kind, header.Length, header.HasMore);
            }

            // It may wait for the room.
            _side.Notify();
        }
    }

    private void TakePiece(uint call, ushort kind, int length, bool hasMore)
    {
        if (_partial.Length + length > MaxMessageLength)
            throw new ChildProtocolException("A message is longer than memory should hold.");
        var start = (int)_partial.Length;
        _partial.SetLength(start + length);
        _reader.ReadPiece(length, _partial.GetBuffer().AsSpan(start, length));
        _partialOf = (call, kind);
        if (hasMore)
            return;
        var body = _partial.ToArray();
        _partial.SetLength(0);
        _partialOf = null;
        Take(call, kind, body);
    }

    private void Take(uint id, ushort kind, byte[] body)
    {
        if (id == 0)
        {
            if (kind != (ushort)MessageKind.Log)
                throw new ChildProtocolException("A message belongs to no call.");
            _onLog(body);
            return;
        }

        var message = new ChildMessage((MessageKind)kind, body);
        if (message.Kind is < MessageKind.Ready or > MessageKind.Done or MessageKind.Log)
            throw new ChildProtocolException("A message has a kind that is none.");
        ChildCall? call;
        lock (_lock)
        {
            if (!_calls.TryGetValue(id, out call))
                throw new ChildProtocolException("A message belongs to a call that is over.");
        }

        call.Take(message);
        if (!message.IsLast)
            return;
        HasAnswered |= message.Kind is not (MessageKind.Ready or MessageKind.Refused);
        lock (_lock)
            _calls.Remove(id);
    }
}
