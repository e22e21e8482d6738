using System.Buffers;
using System.Collections.Concurrent;

namespace Belfry.Dicom;

/// <summary>
/// The character sets that (0008,0005) declares (PS3.3 §C.12.1.1.2, PS3.5 §6.1): decodes and encodes values. Immutable, cached per
/// declaration, thread-safe. Documented misspellings are understood; <see cref="DefinedTerms"/> gives the standard's spelling.
/// No bytes and no text make it throw.
/// </summary>
public sealed partial class SpecificCharacterSet : IEquatable<SpecificCharacterSet>
{
    // Before the properties below, which use it.
    private static readonly ConcurrentDictionary<string, SpecificCharacterSet> s_cache = new(StringComparer.Ordinal);

    private readonly TextCodec _codec;
    private readonly string _declaration;

    private SpecificCharacterSet(string[] terms, TextCodec codec, bool isSupported)
    {
        DefinedTerms = terms;
        IsSupported = isSupported;
        _codec = codec;
        _declaration = string.Join('\\', terms);
    }

    /// <summary>The default repertoire: ASCII (ISO-IR 6).</summary>
    public static SpecificCharacterSet Default { get; } = Find("");

    /// <summary>ISO_IR 192, UTF-8.</summary>
    public static SpecificCharacterSet Utf8 { get; } = Find("ISO_IR 192");

    /// <summary>ISO_IR 100, Latin alphabet No. 1.</summary>
    public static SpecificCharacterSet Latin1 { get; } = Find("ISO_IR 100");

    /// <summary>The defined terms, one per value of (0008,0005); an empty list for the default repertoire.</summary>
    public IReadOnlyList<string> DefinedTerms { get; }

    /// <summary>False when a declared term is unknown; without a known one, bytes decode as the default repertoire, others as U+FFFD.</summary>
    public bool IsSupported { get; }

    /// <summary>True when every ASCII byte means itself wherever it stands, so that delimiters can be looked for in the bytes.</summary>
    public bool IsAsciiTransparent => _codec.IsAsciiTransparent;

    /// <summary>The character set of the values of (0008,0005).</summary>
    public static SpecificCharacterSet For(IReadOnlyList<string> definedTerms)
    {
        ArgumentNullException.ThrowIfNull(definedTerms);
        return definedTerms.Count switch
        {
            0 => Default,
            1 => Find(definedTerms[0]),
            _ => Find(string.Join('\\', definedTerms)),
        };
    }

    /// <summary>The character set of (0008,0005) as one text, values parted by backslash.</summary>
    public static SpecificCharacterSet Parse(string declaration)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        return Find(declaration);
    }

    /// <summary>
    /// Decodes one or more values (VR decides the delimiters that reset code extensions, PS3.5 §6.1.2.5.3). Padding is kept. A byte or
    /// escape sequence that means nothing becomes U+FFFD. VRs that (0008,0005) does not affect are read as the default repertoire.
    /// </summary>
    public string Decode(ReadOnlySpan<byte> bytes, VR vr) => bytes.IsEmpty ? "" : For(vr).Decode(bytes, vr);

    /// <summary>Encodes text; a character that does not fit becomes '?'.</summary>
    /// <returns>The characters that do not fit, each once; empty when all do.</returns>
    public IReadOnlyList<string> Encode(ReadOnlySpan<char> text, VR vr, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        List<string>? misfits = null;
        if (!text.IsEmpty)
            For(vr).Encode(text, vr, output, ref misfits);
        return misfits is null ? [] : misfits;
    }

    /// <summary>True when all of the text can be encoded.</summary>
    public bool CanEncode(ReadOnlySpan<char> text, VR vr) => For(vr).CanEncode(text, vr);

    /// <summary>This character set when it can hold the text, else UTF-8, which holds any.</summary>
    public SpecificCharacterSet ChooseFor(ReadOnlySpan<char> text, VR vr) => CanEncode(text, vr) ? this : Utf8;

    /// <summary>True for the same terms in the same order.</summary>
    public bool Equals(SpecificCharacterSet? other) => other is not null && _declaration == other._declaration;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SpecificCharacterSet other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _declaration.GetHashCode(StringComparison.Ordinal);

    /// <summary>The defined terms joined by backslash.</summary>
    public override string ToString() => _declaration;

    // A value of UN may be text of any of the affected VRs.
    private TextCodec For(VR vr) => vr.IsCharsetAffected || vr == VR.UN ? _codec : Default._codec;
}
