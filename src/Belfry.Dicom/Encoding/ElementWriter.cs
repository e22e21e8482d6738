using System.Buffers.Binary;

namespace Belfry.Dicom;

/// <summary>
/// Writes elements one after another into a buffer of its own, which is used again after <see cref="Clear"/>: the way to encode a data set
/// that is made of parts of others without building it. The caller gives the elements in the order of their tags. Not thread-safe.
/// </summary>
public sealed class ElementWriter
{
    private const int LongestShortValue = 0xFFFE;
    private const uint ItemTag = 0xFFFEE000;
    private readonly bool _isExplicit;
    private readonly bool _isBig;
    private byte[] _buffer = new byte[1024];
    private int _length;

    /// <param name="transferSyntax">Implicit VR Little Endian, Explicit VR Little Endian or Explicit VR Big Endian.</param>
    /// <exception cref="ArgumentException">A deflated or encapsulated transfer syntax.</exception>
    public ElementWriter(TransferSyntax transferSyntax)
    {
        ArgumentNullException.ThrowIfNull(transferSyntax);
        if (transferSyntax.IsDeflated || transferSyntax.IsEncapsulated)
            throw new ArgumentException($"{transferSyntax} is not written element by element.", nameof(transferSyntax));
        _isExplicit = transferSyntax.IsExplicitVR;
        _isBig = !transferSyntax.IsLittleEndian;
    }

    /// <summary>What was written since <see cref="Clear"/>; valid until the next call.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Forgets what was written and keeps the buffer.</summary>
    public void Clear() => _length = 0;

    /// <summary>Writes an element without a value, or a sequence without items.</summary>
    public void WriteEmpty(DicomTag tag, VR vr) => WriteHeader(tag, vr, 0);

    /// <summary>Writes a value as it is, padded to even length; numbers are turned around where the byte orders differ.</summary>
    public void WriteValue(DicomTag tag, VR vr, ReadOnlySpan<byte> value, bool isLittleEndian = true)
    {
        var padded = value.Length + (value.Length & 1);
        var written = _isExplicit && padded > LongestShortValue && !vr.HasLongLength ? VR.UN : vr;
        WriteHeader(tag, written, padded);
        var target = Next(padded);
        value.CopyTo(target);
        if (padded != value.Length)
            target[^1] = vr.PaddingByte;
        if (isLittleEndian == _isBig && vr.SwapUnit is > 1 and var unit)
        {
            for (var rest = target; rest.Length >= unit; rest = rest[unit..])
                rest[..unit].Reverse();
        }
    }

    /// <summary>Begins a sequence; the length is filled in by <see cref="End"/>.</summary>
    /// <returns>A mark for <see cref="End"/>.</returns>
    public int BeginSequence(DicomTag tag)
    {
        WriteHeader(tag, VR.SQ, 0);
        return _length;
    }

    /// <summary>Begins an item of a sequence.</summary>
    /// <returns>A mark for <see cref="End"/>.</returns>
    public int BeginItem()
    {
        WriteTag(new DicomTag(ItemTag));
        WriteLength(Next(4), 0);
        return _length;
    }

    /// <summary>Ends the sequence or item that the mark belongs to.</summary>
    public void End(int mark) => WriteLength(_buffer.AsSpan(mark - 4, 4), _length - mark);

    private void WriteHeader(DicomTag tag, VR vr, int length)
    {
        WriteTag(tag);
        if (!_isExplicit)
        {
            WriteLength(Next(4), length);
            return;
        }

        var isLong = vr.HasLongLength;
        var next = Next(isLong ? 8 : 4);
        next[0] = vr.FirstLetter;
        next[1] = vr.SecondLetter;
        if (isLong)
        {
            next[2] = next[3] = 0;
            WriteLength(next[4..], length);
        }
        else if (_isBig)
        {
            BinaryPrimitives.WriteUInt16BigEndian(next[2..], (ushort)length);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(next[2..], (ushort)length);
        }
    }

    private void WriteTag(DicomTag tag)
    {
        var next = Next(4);
        if (_isBig)
            BinaryPrimitives.WriteUInt32BigEndian(next, tag.Value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(next, uint.RotateLeft(tag.Value, 16));
    }

    private void WriteLength(Span<byte> target, int length)
    {
        if (_isBig)
            BinaryPrimitives.WriteInt32BigEndian(target, length);
        else
            BinaryPrimitives.WriteInt32LittleEndian(target, length);
    }

    private Span<byte> Next(int count)
    {
        if (_buffer.Length - _length < count)
            Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _length + count));
        var next = _buffer.AsSpan(_length, count);
        _length += count;
        return next;
    }
}
