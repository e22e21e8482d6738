using System.Buffers;
using System.Buffers.Binary;

namespace Belfry.Dicom;

/// <summary>Writes into the spans of a buffer writer, asking it for a new one only when the last is full.</summary>
internal ref struct SpanOutput(IBufferWriter<byte> output)
{
    private const int Piece = 64 * 1024;
    private Span<byte> _span;
    private int _used;

    /// <summary>The next bytes, to be filled whole.</summary>
    public Span<byte> Next(int count)
    {
        if (_span.Length - _used < count)
            Renew(count);
        var next = _span.Slice(_used, count);
        _used += count;
        return next;
    }

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > Piece)
        {
            bytes[..Piece].CopyTo(Next(Piece));
            bytes = bytes[Piece..];
        }

        bytes.CopyTo(Next(bytes.Length));
    }

    public void WriteByte(byte value) => Next(1)[0] = value;

    public void WriteTag(DicomTag tag, bool big)
    {
        var next = Next(4);
        if (big)
            BinaryPrimitives.WriteUInt32BigEndian(next, tag.Value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(next, uint.RotateLeft(tag.Value, 16));
    }

    /// <summary>The header of an item or a delimiter (PS3.5 §7.5).</summary>
    public void WriteItemHeader(uint tag, uint length, bool big)
    {
        var next = Next(8);
        if (big)
        {
            BinaryPrimitives.WriteUInt32BigEndian(next, tag);
            BinaryPrimitives.WriteUInt32BigEndian(next[4..], length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(next, uint.RotateLeft(tag, 16));
            BinaryPrimitives.WriteUInt32LittleEndian(next[4..], length);
        }
    }

    /// <summary>The header of an element. A VR of the short form must have a length of 16 bits.</summary>
    public void WriteHeader(DicomTag tag, VR vr, uint length, DataEncoding encoding)
    {
        if (!encoding.IsExplicit)
        {
            WriteItemHeader(tag.Value, length, encoding.IsBig);
            return;
        }

        var big = encoding.IsBig;
        var isLong = vr.HasLongLength;
        WriteTag(tag, big);
        var next = Next(isLong ? 8 : 4);
        next[0] = vr.FirstLetter;
        next[1] = vr.SecondLetter;
        if (!isLong)
        {
            if (big)
                BinaryPrimitives.WriteUInt16BigEndian(next[2..], (ushort)length);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(next[2..], (ushort)length);
            return;
        }

        next[2] = next[3] = 0;
        if (big)
            BinaryPrimitives.WriteUInt32BigEndian(next[4..], length);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(next[4..], length);
    }

    /// <summary>Hands what was written to the buffer writer.</summary>
    public void Flush()
    {
        if (_used > 0)
            output.Advance(_used);
        _span = default;
        _used = 0;
    }

    private void Renew(int count)
    {
        Flush();
        _span = output.GetSpan(count);
    }
}
