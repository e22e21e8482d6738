using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Belfry.Dicom;

namespace Belfry.Orthanc.Isolation.Messages;

/// <summary>Puts values into a message, little endian. Can be used again after <see cref="Clear"/>.</summary>
internal sealed class MessageWriter : IBufferWriter<byte>
{
    /// <summary>How data sets cross the border.</summary>
    public static TransferSyntax DataSets => TransferSyntax.ExplicitVRLittleEndian;

    private byte[] _buffer = new byte[512];
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public int Length => _length;

    public void Clear() => _length = 0;

    public void Write(byte value) => Take(1)[0] = value;

    public void Write(bool value) => Write((byte)(value ? 1 : 0));

    public void Write(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    public void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(4), value);

    public void Write(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void Write(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        bytes.CopyTo(Take(bytes.Length));
    }

    public void Write(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Write(length);
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    public void WriteOptional(string? text)
    {
        Write(text is not null);
        if (text is not null)
            Write(text);
    }

    public void Write(IReadOnlyList<string> texts)
    {
        Write(texts.Count);
        foreach (var text in texts)
            Write(text);
    }

    public void Write(DicomDataSet dataSet)
    {
        var start = _length;
        Write(0);
        dataSet.WriteTo(this, DataSets);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(start), _length - start - 4);
    }

    void IBufferWriter<byte>.Advance(int count) => _length += count;

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        Reserve(Math.Max(1, sizeHint));
        return _buffer.AsMemory(_length);
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint)
    {
        Reserve(Math.Max(1, sizeHint));
        return _buffer.AsSpan(_length);
    }

    private Span<byte> Take(int count)
    {
        Reserve(count);
        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length < count)
            Array.Resize(ref _buffer, checked(Math.Max(_buffer.Length * 2, _length + count)));
    }
}
