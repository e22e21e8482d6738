using System.Text;
using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Single value matching (PS3.4 §C.2.2.2.1) of text that is compared exactly. ASCII is compared as bytes, nothing is decoded.</summary>
internal sealed class ExactKey : ValueKey
{
    private readonly string _value;
    private readonly byte[]? _ascii;

    public ExactKey(DicomTag tag, VR vr, string query, MatchingPolicy policy)
        : base(tag, vr, query, policy)
    {
        _value = query;
        _ascii = Ascii.IsValid(query) ? Encoding.ASCII.GetBytes(query) : null;
    }

    public override MatchingKind Kind => MatchingKind.SingleValue;

    public override int Cost => 1;

    public override string? ExactValue => _value;

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item) => value.SequenceEqual(_value);

    public override bool IsMetBy(ReadOnlySpan<byte> bytes, DicomDataSet item)
    {
        if (_ascii is not null)
        {
            // Only a backslash (several values) or an escape (code extension) can hide the wanted ASCII from a comparison of bytes.
            if (MatchingRules.Trim(bytes, VR).SequenceEqual(_ascii))
                return true;
            if (bytes.IndexOfAny((byte)'\\', (byte)0x1B) < 0)
                return false;
        }

        return base.IsMetBy(bytes, item);
    }
}
