namespace Belfry.Dicom;

/// <summary>A DA of a query: one day, or a range with one or both ends (PS3.4 §C.2.2.2.5.1). Both ends belong to it.</summary>
/// <param name="From">The first day; null when open.</param>
/// <param name="To">The last day; null when open.</param>
public readonly record struct DicomDateRange(DateOnly? From, DateOnly? To)
{
    /// <summary>Reads <c>a</c>, <c>a-b</c>, <c>a-</c> or <c>-b</c>. Does not allocate.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DicomDateRange range)
    {
        range = default;
        RangeText.Split(text, hasOffsets: false, out var from, out var to);
        DateOnly first = default;
        DateOnly last = default;
        if ((from.IsEmpty && to.IsEmpty) || (!from.IsEmpty && !DicomDate.TryParse(from, out first)) || (!to.IsEmpty && !DicomDate.TryParse(to, out last)))
            return false;
        range = new DicomDateRange(from.IsEmpty ? null : first, to.IsEmpty ? null : last);
        return true;
    }

    /// <summary>True when the day lies in the range.</summary>
    public bool Contains(DateOnly value) => !(value < From) && !(value > To);

    /// <summary>The form of the standard.</summary>
    public override string ToString()
    {
        var from = From is { } first ? DicomDate.Format(first) : "";
        var to = To is { } last ? DicomDate.Format(last) : "";
        return from == to ? from : $"{from}-{to}";
    }
}
