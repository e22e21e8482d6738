using System.Globalization;
using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Single value matching of IS and DS, as numbers: 7 equals 007, and 1.5 equals 1.50.</summary>
internal sealed class NumberTextKey : ValueKey
{
    private readonly string _text;
    private readonly double? _number;

    public NumberTextKey(DicomTag tag, VR vr, string query, MatchingPolicy policy)
        : base(tag, vr, query, policy)
    {
        _text = query;
        _number = TryParse(query, out var number) ? number : null;
    }

    public override MatchingKind Kind => MatchingKind.SingleValue;

    public override bool IsMetByValue(ReadOnlySpan<char> value, DicomDataSet item) =>
        value.SequenceEqual(_text) || (_number is { } wanted && TryParse(value, out var number) && number == wanted);

    private static bool TryParse(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out number);
}
