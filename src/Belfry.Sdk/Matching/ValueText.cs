using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>The characters of one element's value, in a buffer on the stack if they fit; give it back with <see cref="Dispose"/>.</summary>
internal ref struct ValueText
{
    /// <summary>Characters that fit the buffer on the stack: most values of worklists and queries have fewer than 64.</summary>
    public const int StackLength = 128;

    private const byte Escape = 0x1B;
    private char[]? _rented;

    public ReadOnlySpan<char> Text { get; private set; }

    /// <summary>Decodes without making a string, unless the character set is an unusual one and the text is not ASCII.</summary>
    public static ValueText Decode(ReadOnlySpan<byte> bytes, VR vr, DicomDataSet owner, MatchingPolicy policy, Span<char> buffer)
    {
        var result = default(ValueText);
        var target = bytes.Length <= buffer.Length ? buffer : result.Rent(bytes.Length);
        if (!bytes.Contains(Escape) && Ascii.ToUtf16(bytes, target, out var written) == OperationStatus.Done)
        {
            result.Text = target[..written];
            return result;
        }

        var set = CharacterSetOf(owner, bytes, vr, policy);
        if (set.Equals(SpecificCharacterSet.Utf8))
            result.Text = target[..Encoding.UTF8.GetChars(bytes, target)];
        else if (set.Equals(SpecificCharacterSet.Latin1))
            result.Text = target[..Encoding.Latin1.GetChars(bytes, target)];
        else
            result.Text = set.Decode(bytes, vr);
        return result;
    }

    /// <summary>
    /// The character set that the bytes of a value are in. What is not declared is UTF-8 if it is that, as data sets made in memory are,
    /// else what the policy says.
    /// </summary>
    public static SpecificCharacterSet CharacterSetOf(DicomDataSet owner, ReadOnlySpan<byte> bytes, VR vr, MatchingPolicy policy)
    {
        if (!vr.IsCharsetAffected && vr != VR.UN)
            return SpecificCharacterSet.Default;
        var set = owner.CharacterSet;
        if (!set.Equals(SpecificCharacterSet.Default) || Ascii.IsValid(bytes))
            return set;
        return Utf8.IsValid(bytes) ? SpecificCharacterSet.Utf8 : policy.DefaultCharacterSet;
    }

    public void Dispose()
    {
        if (_rented is { } rented)
            ArrayPool<char>.Shared.Return(rented);
        _rented = null;
        Text = default;
    }

    private Span<char> Rent(int length) => _rented = ArrayPool<char>.Shared.Rent(length);
}
