using System.Runtime.InteropServices;

namespace Belfry.Orthanc.Isolation.Memory;

/// <summary>
/// The writing end of a ring of bytes between two processes. It keeps its own place by itself and believes of the other's only what is possible.
/// One thread at a time.
/// </summary>
internal sealed unsafe class RingWriter(SharedWord tail, SharedWord head, byte* data, uint capacity)
{
    private uint _tail = tail.Read();
    private bool _isUnpublished;

    /// <summary>Puts a piece of a message behind the others, if there is room. The reader sees it after <see cref="Publish"/>.</summary>
    /// <exception cref="ChildProtocolException">The reader claims to have read what was never written.</exception>
    public bool TryWrite(FrameHeader header, ReadOnlySpan<byte> piece)
    {
        if (!HasRoom(header.Length))
            return false;
        Span<byte> start = stackalloc byte[FrameHeader.Size];
        MemoryMarshal.Write(start, header.Length);
        MemoryMarshal.Write(start[4..], header.Call);
        MemoryMarshal.Write(start[8..], header.Kind);
        MemoryMarshal.Write(start[10..], (ushort)(header.HasMore ? 1 : 0));
        start[12..].Clear();
        Copy(start, _tail);
        Copy(piece, _tail + FrameHeader.Size);
        _tail += (uint)FrameHeader.Extent(header.Length);
        _isUnpublished = true;
        return true;
    }

    /// <summary>Whether a piece of this length fits now.</summary>
    /// <exception cref="ChildProtocolException">As for <see cref="TryWrite"/>.</exception>
    public bool HasRoom(int length)
    {
        var used = _tail - head.Read();
        return used <= capacity
            ? FrameHeader.Extent(length) <= capacity - used
            : throw new ChildProtocolException("The end of a ring lies before its beginning.");
    }

    /// <summary>Shows the reader what was written; false when there is nothing new.</summary>
    public bool Publish()
    {
        if (!_isUnpublished)
            return false;
        _isUnpublished = false;
        tail.Write(_tail);
        return true;
    }

    private void Copy(ReadOnlySpan<byte> bytes, uint position)
    {
        var offset = (int)(position & (capacity - 1));
        var first = Math.Min(bytes.Length, (int)capacity - offset);
        bytes[..first].CopyTo(new Span<byte>(data + offset, first));
        bytes[first..].CopyTo(new Span<byte>(data, bytes.Length - first));
    }
}
