using System.Buffers;

namespace Belfry.Dicom;

/// <summary>
/// The character sets that (0008,0005) declares (PS3.3 §C.12.1.1.2, PS3.5 §6.1): decodes and encodes values. Immutable, cached per
/// declaration, thread-safe. Documented misspellings are understood; <see cref="DefinedTerms"/> gives the standard's spelling.
/// </summary>
public sealed class SpecificCharacterSet : IEquatable<SpecificCharacterSet>
{
    private SpecificCharacterSet()
    {
    }

    /// <summary>The default repertoire: ASCII (ISO-IR 6).</summary>
    public static SpecificCharacterSet Default => throw new NotSupportedException();

    /// <summary>ISO_IR 192, UTF-8.</summary>
    public static SpecificCharacterSet Utf8 => throw new NotSupportedException();

    /// <summary>ISO_IR 100, Latin alphabet No. 1.</summary>
    public static SpecificCharacterSet Latin1 => throw new NotSupportedException();

    /// <summary>The defined terms, one per value of (0008,0005); an empty list for the default repertoire.</summary>
    public IReadOnlyList<string> DefinedTerms => throw new NotSupportedException();

    /// <summary>False when a declared term is unknown; its bytes then decode as the default repertoire, others as U+FFFD.</summary>
    public bool IsSupported => throw new NotSupportedException();

    /// <summary>True when every ASCII byte means itself wherever it stands, so that delimiters can be looked for in the bytes.</summary>
    public bool IsAsciiTransparent => throw new NotSupportedException();

    /// <summary>The character set of the values of (0008,0005).</summary>
    public static SpecificCharacterSet For(IReadOnlyList<string> definedTerms) => throw new NotSupportedException();

    /// <summary>Decodes one or more values (VR decides the delimiters that reset code extensions, PS3.5 §6.1.2.5.3). Padding is kept.</summary>
    public string Decode(ReadOnlySpan<byte> bytes, VR vr) => throw new NotSupportedException();

    /// <summary>Encodes text; a character that does not fit becomes '?'.</summary>
    /// <returns>The characters that do not fit, each once; empty when all do.</returns>
    public IReadOnlyList<string> Encode(ReadOnlySpan<char> text, VR vr, IBufferWriter<byte> output) => throw new NotSupportedException();

    /// <summary>True when all of the text can be encoded.</summary>
    public bool CanEncode(ReadOnlySpan<char> text, VR vr) => throw new NotSupportedException();

    /// <inheritdoc/>
    public bool Equals(SpecificCharacterSet? other) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SpecificCharacterSet other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => throw new NotSupportedException();

    /// <summary>The defined terms joined by backslash.</summary>
    public override string ToString() => string.Join('\\', DefinedTerms);
}
