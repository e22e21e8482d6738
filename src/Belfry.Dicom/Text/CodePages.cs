using System.Text;

namespace Belfry.Dicom;

/// <summary>Encodings of the base library, without registering a provider for the whole process. Never throw: U+FFFD and '?' stand for what does not fit.</summary>
internal static class CodePages
{
    public static Encoding Get(int codePage)
    {
        var encoder = new EncoderReplacementFallback("?");
        var decoder = new DecoderReplacementFallback("\uFFFD");
        return CodePagesEncodingProvider.Instance.GetEncoding(codePage, encoder, decoder) ?? Encoding.GetEncoding(codePage, encoder, decoder);
    }
}
