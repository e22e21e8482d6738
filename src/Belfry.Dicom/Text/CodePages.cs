using System.Text;

namespace Belfry.Dicom;

/// <summary>Encodings of the base library, without registering a provider for the whole process. Never throw: U+FFFD and '?' stand for what does not fit.</summary>
internal static class CodePages
{
    private const int Latin1 = 28591;
    private const int Utf8 = 65001;

    public static Encoding Get(int codePage)
    {
        var encoder = new EncoderReplacementFallback("?");
        var decoder = new DecoderReplacementFallback("\uFFFD");

        // These are in the runtime itself; the others are in a library, which most servers never need.
        if (codePage is Latin1 or Utf8)
            return Encoding.GetEncoding(codePage, encoder, decoder);
        return CodePagesEncodingProvider.Instance.GetEncoding(codePage, encoder, decoder) ?? Encoding.GetEncoding(codePage, encoder, decoder);
    }
}
