using System.Runtime.InteropServices;

namespace Belfry.Orthanc.Isolation.Memory;

/// <summary>
/// The reading end of a ring of bytes between two processes. Nothing that it reads is believed: lengths are checked against what was written, and what is
/// checked is a copy that the other process cannot change any more. One thread at a time.
/// </summary>
internal sealed unsafe class RingReader(SharedWord tail, SharedWord head, byte* data, uint capacity)
{
    private uint _head = head.Read();

    /// <summary>Whether something was written that was not read.</summary>
    public bool HasData => tail.Read() != _head;

    /// <summary>Reads the header of the next piece; its bytes are there. False when there is none.</summary>
    /// <exception cref="ChildProtocolException">What is there is no piece of a message.</exception>
    public bool TryReadHeader(out FrameHeader header)
    {
        header = default;
        var filled = tail.Read() - _head;
        if (filled == 0)
            return false;
        if (filled > capacity || filled < FrameHeader.Size)
            throw new ChildProtocolException("The end of a ring lies where nothing was written.");
        Span<byte> start = stackalloc byte[FrameHeader.Size];
        Copy(_head, start);
        var length = MemoryMarshal.Read<uint>(start);
        var more = MemoryMarshal.Read<ushort>(start[10..]);
        if (length > FrameHeader.MaxLength || FrameHeader.Extent((int)length) > filled)
            throw new ChildProtocolException("A piece of a message is longer than what was written.");
        if (more > 1)
            throw new ChildProtocolException("A piece of a message has an unknown mark.");
        header = new FrameHeader((int)length, MemoryMarshal.Read<uint>(start[4..]), MemoryMarshal.Read<ushort>(start[8..]), more == 1);
        return true;
    }

    /// <summary>Copies the bytes of the piece whose header was read, and gives its room back.</summary>
    /// <param name="length">The length that the header had.</param>
    /// <param name="target">Takes the bytes: exactly as many.</param>
    public void ReadPiece(int length, Span<byte> target)
    {
        Copy(_head + FrameHeader.Size, target[..length]);
        _head += (uint)FrameHeader.Extent(length);
        head.Write(_head);
    }

    private void Copy(uint position, Span<byte> target)
    {
        var offset = (int)(position & (capacity - 1));
        var first = Math.Min(target.Length, (int)capacity - offset);
        new ReadOnlySpan<byte>(data + offset, first).CopyTo(target);
        new ReadOnlySpan<byte>(data, target.Length - first).CopyTo(target[first..]);
    }
}
