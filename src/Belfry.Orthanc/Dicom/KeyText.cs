using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Belfry.Dicom;

namespace Belfry.Orthanc.Dicom;

/// <summary>
/// Values of identifiers as plugins read them: whole, with all backslashes, without trailing padding. Leading spaces stay, unlike in
/// values that the server reads itself.
/// </summary>
internal static class KeyText
{
    /// <summary>The text of a value; null for sequences, for binary values, and for numbers of zero length.</summary>
    /// <param name="element">The element.</param>
    /// <param name="owner">The data set that it is of.</param>
    /// <param name="undeclared">The character set of a data set that declares none, unless the bytes are UTF-8.</param>
    public static string? Of(DicomElement element, DicomDataSet owner, SpecificCharacterSet undeclared)
    {
        if (element.IsSequence || element.IsEncapsulated)
            return null;
        var vr = element.VR == VR.UN ? MeantVR(element.Tag, owner) : element.VR;
        if (vr is VR.FL or VR.FD)
            return Numbers(owner.GetNumbers(element.Tag), vr == VR.FL ? "G9" : "G17");
        if (!vr.IsText)
            return element.GetString();
        var bytes = element.RawValue.Span;
        if (element.VR == VR.UN && element.Tag.IsPrivate && !Ascii.IsValid(bytes))
            return null;
        return Decode(bytes, vr, owner.CharacterSet, undeclared).TrimEnd(' ', '\0');
    }

    /// <summary>The text of an attribute; null when it is absent, empty, or has none.</summary>
    public static string? Find(DicomDataSet owner, DicomTag tag, SpecificCharacterSet undeclared) =>
        owner.TryGetElement(tag, out var element) && Of(element, owner, undeclared) is { Length: > 0 } text ? text : null;

    // As many digits as tell each number from its neighbours: what plugins of the reference host read.
    private static string? Numbers(IReadOnlyList<double> numbers, string format) => numbers.Count == 0
        ? null
        : string.Join('\\', numbers.Select(n => Number(n, format)));

    private static string Number(double number, string format) => number switch
    {
        double.NaN => "nan",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => number.ToString(format, CultureInfo.InvariantCulture).Replace('E', 'e'),
    };

    private static VR MeantVR(DicomTag tag, DicomDataSet owner) => !tag.IsPrivate
        ? DicomDictionary.GetVR(tag)
        : tag.IsPrivateCreator ? VR.LO : DicomDictionary.GetPrivateVR(tag, owner.GetPrivateCreator(tag));

    private static string Decode(ReadOnlySpan<byte> bytes, VR vr, SpecificCharacterSet declared, SpecificCharacterSet undeclared)
    {
        if (declared.IsSupported && !declared.Equals(SpecificCharacterSet.Default))
            return declared.Decode(bytes, vr);
        if (Ascii.IsValid(bytes))
            return Encoding.ASCII.GetString(bytes);
        if (!declared.IsSupported)
            return Encoding.ASCII.GetString([.. bytes.ToArray().Where(static b => b < 0x80)]);
        return (Utf8.IsValid(bytes) ? SpecificCharacterSet.Utf8 : undeclared).Decode(bytes, vr);
    }
}
