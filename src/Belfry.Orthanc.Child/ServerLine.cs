using Belfry.Orthanc.Isolation.Memory;
using Belfry.Orthanc.Isolation.Messages;

namespace Belfry.Orthanc.Child;

/// <summary>Messages from and to the server. One thread receives; any may post.</summary>
internal sealed class ServerLine(SharedRegion region)
{
    private static readonly TimeSpan s_longWait = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly RingReader _reader = region.RequestReader();
    private readonly RingWriter _writer = region.ResponseWriter();
    private readonly RingSide _side = region.ChildSide();

    // Posting waits for other things than receiving, and learns by itself how long looking pays off.
    private readonly RingSide _postingSide = region.ChildSide();

    /// <summary>Waits for the next message.</summary>
    public (uint Call, MessageKind Kind, ReadOnlyMemory<byte> Body) Receive()
    {
        MemoryStream? parts = null;
        while (true)
        {
            FrameHeader header;
            while (!_reader.TryReadHeader(out header))
                _side.Wait(() => _reader.HasData, s_longWait);
            var piece = new byte[header.Length];
            _reader.ReadPiece(header.Length, piece);
            _side.Notify();
            if (!header.HasMore && parts is null)
                return (header.Call, (MessageKind)header.Kind, piece);
            parts ??= new MemoryStream();
            parts.Write(piece);
            if (!header.HasMore)
                return (header.Call, (MessageKind)header.Kind, parts.ToArray());
        }
    }

    /// <summary>Sends a message; waits while the server has not read enough of the others.</summary>
    /// <param name="call">The call that it belongs to; 0 for none.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="body">The rest.</param>
    /// <param name="isFollowed">Another one comes at once: the server is woken for both.</param>
    public void Post(uint call, MessageKind kind, ReadOnlySpan<byte> body, bool isFollowed = false)
    {
        lock (_lock)
        {
            for (var start = 0; start == 0 || start < body.Length; start += FrameHeader.MaxLength)
            {
                var piece = body[start..Math.Min(body.Length, start + FrameHeader.MaxLength)];
                var header = new FrameHeader(piece.Length, call, (ushort)kind, start + piece.Length < body.Length);
                while (!_writer.TryWrite(header, piece))
                {
                    Publish();
                    _postingSide.Wait(() => _writer.HasRoom(header.Length), s_longWait);
                }
            }

            if (!isFollowed)
                Publish();
        }
    }

    private void Publish()
    {
        if (_writer.Publish())
            _side.Notify();
    }
}
