using System.Buffers;
using System.Buffers.Binary;

namespace Belfry.Network;

/// <summary>
/// A pooled buffer that grows; PDUs are encoded into it and their lengths written when they are known. Holds no memory while empty.
/// Bytes of somebody else may follow it, which are not copied. Not thread-safe.
/// </summary>
internal sealed class OutputBuffer : IBufferWriter<byte>
{
    // Holds a C-ECHO or a batch of usual responses; a bigger one is rented as needed.
    private const int FirstSize = 4096;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    /// <summary>Follows what was written. Belongs to whoever gave it, who leaves it as it is until it is sent.</summary>
    public ReadOnlyMemory<byte> Tail { get; private set; }

    public Span<byte> Slice(int start, int length) => _bytes.AsSpan(start, length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Length);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(Length);
    }

    /// <summary>Room for the count, added to the length, its content undefined.</summary>
    public Span<byte> Add(int count)
    {
        EnsureRoom(count);
        var span = _bytes.AsSpan(Length, count);
        Length += count;
        return span;
    }

    public void Add(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Add(bytes.Length));

    /// <summary>All of another buffer, behind all of this.</summary>
    public void Add(OutputBuffer other)
    {
        var tail = Tail;
        Tail = default;
        Add(tail.Span);
        Add(other.WrittenSpan);
        Tail = other.Tail;
    }

    /// <summary>Ends what is written here: nothing is added before it is sent but by <see cref="Add(OutputBuffer)"/>.</summary>
    public void End(ReadOnlyMemory<byte> tail) => Tail = tail;

    public void AddByte(byte value) => Add(1)[0] = value;

    public void AddUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Add(2), value);

    public void AddUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Add(4), value);

    /// <summary>Takes back what was written behind the length.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Forgets the content and gives the memory back to the pool.</summary>
    public void Reset()
    {
        Length = 0;
        Tail = default;
        if (_bytes.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void EnsureRoom(int count)
    {
        if (_bytes.Length - Length < count)
            Grow(count);
    }

    private void Grow(int count)
    {
        var size = Math.Max(FirstSize, Math.Max(checked(Length + count), (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        var bytes = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, Length).CopyTo(bytes);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = bytes;
    }
}
