using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Matching of binary numbers: some value of the candidate equals some value of the key.</summary>
internal sealed class BinaryNumberKey : MatchKey
{
    private readonly VR _vr;
    private readonly byte[] _littleEndian;
    private readonly int _size;
    private readonly string _query;

    public BinaryNumberKey(DicomElement query)
        : base(query.Tag)
    {
        _vr = query.VR;
        _size = _vr.UnitSize;
        _query = query.GetString() ?? "";
        _littleEndian = query.RawValue.ToArray();
        if (!query.IsLittleEndian)
            Reverse(_littleEndian);
    }

    public override MatchingKind Kind => _littleEndian.Length > _size ? MatchingKind.ValueList : MatchingKind.SingleValue;

    public override string QueryValue => _query;

    public override int Cost => 1;

    public override bool IsMet(DicomDataSet item)
    {
        if (!TryFind(item, out var element) || element.VR != _vr)
            return false;
        var bytes = element.RawValue.Span;
        Span<byte> value = stackalloc byte[8];
        value = value[.._size];
        for (; bytes.Length >= _size; bytes = bytes[_size..])
        {
            bytes[.._size].CopyTo(value);
            if (!element.IsLittleEndian)
                ReverseOne(value);
            for (var i = 0; i + _size <= _littleEndian.Length; i += _size)
            {
                if (value.SequenceEqual(_littleEndian.AsSpan(i, _size)))
                    return true;
            }
        }

        return false;
    }

    private void Reverse(Span<byte> values)
    {
        for (; values.Length >= _size; values = values[_size..])
            ReverseOne(values[.._size]);
    }

    // A tag is two 16-bit numbers (PS3.5 §7.3).
    private void ReverseOne(Span<byte> value)
    {
        if (_vr == VR.AT)
        {
            value[..2].Reverse();
            value[2..].Reverse();
        }
        else
        {
            value.Reverse();
        }
    }
}
