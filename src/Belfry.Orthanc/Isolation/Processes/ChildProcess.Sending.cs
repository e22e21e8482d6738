using System.Diagnostics.CodeAnalysis;
using Belfry.Orthanc.Isolation.Memory;
using Belfry.Orthanc.Isolation.Messages;

namespace Belfry.Orthanc.Isolation.Processes;

/// <content>What is sent to the process: into the ring, or behind what still waits for room there.</content>
internal sealed partial class ChildProcess
{
    /// <summary>Sends a call; false when the process is over, and then nothing was sent.</summary>
    /// <param name="kind">What is asked.</param>
    /// <param name="body">The rest of the message.</param>
    /// <param name="name">The call in words.</param>
    /// <param name="limit">How long each of its callbacks may take; null for ever.</param>
    /// <param name="call">Where the answers come.</param>
    public bool TrySend(MessageKind kind, ReadOnlySpan<byte> body, string name, TimeSpan? limit, [NotNullWhen(true)] out ChildCall? call)
    {
        call = null;
        lock (_lock)
        {
            if (_isOver || _wanted is not null || _isClosed)
                return false;
            if (!HasSoundRing())
                return false;
            call = new ChildCall(name, limit);
            _lastCall = _lastCall == uint.MaxValue ? 1 : _lastCall + 1;
            _calls[_lastCall] = call;
            for (var start = 0; start == 0 || start < body.Length; start += FrameHeader.MaxLength)
            {
                var piece = body[start..Math.Min(body.Length, start + FrameHeader.MaxLength)];
                Post(new FrameHeader(piece.Length, _lastCall, (ushort)kind, start + piece.Length < body.Length), piece);
            }

            Flush();
            return true;
        }
    }

    // What an earlier call has damaged is not the fault of one that was not sent yet.
    private bool HasSoundRing()
    {
        try
        {
            _writer.HasRoom(0);
            return true;
        }
        catch (ChildProtocolException garbage)
        {
            _wanted = new ChildEnd(ChildEndCause.Garbage, garbage.Message);
            _side.NotifyOwn();
            return false;
        }
    }

    private void Post(FrameHeader header, ReadOnlySpan<byte> piece)
    {
        try
        {
            if (_backlog.Count == 0 && _writer.TryWrite(header, piece))
                return;
        }
        catch (ChildProtocolException garbage)
        {
            _wanted ??= new ChildEnd(ChildEndCause.Garbage, garbage.Message);
            _side.NotifyOwn();
        }

        _backlog.Enqueue((header, piece.ToArray()));
        _hasBacklog = true;
    }

    private void Flush()
    {
        if (_writer.Publish())
            _side.Notify();
    }

    private bool CanSend()
    {
        lock (_lock)
            return _backlog.TryPeek(out var next) && _writer.HasRoom(next.Header.Length);
    }

    private void SendBacklog()
    {
        if (!_hasBacklog)
            return;
        lock (_lock)
        {
            while (_backlog.TryPeek(out var next) && _writer.TryWrite(next.Header, next.Piece))
                _backlog.Dequeue();
            _hasBacklog = _backlog.Count > 0;
            Flush();
        }
    }
}
