namespace Belfry.Dicom;

/// <summary>A DT of a query: one value, or a range with one or both ends (PS3.4 §C.2.2.2.5.3). Both ends belong to it.</summary>
/// <param name="From">The first instant; null when open.</param>
/// <param name="To">The last instant, up to the end of the interval that it names; null when open.</param>
public readonly record struct DicomDateTimeRange(DicomDateTime? From, DicomDateTime? To)
{
    /// <summary>
    /// Reads <c>a</c>, <c>a-b</c>, <c>a-</c> or <c>-b</c>. A hyphen that begins an offset, as in <c>20260101-0500</c>, does not part
    /// a range. Does not allocate.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DicomDateTimeRange range)
    {
        range = default;
        RangeText.Split(text, hasOffsets: true, out var from, out var to);
        DicomDateTime first = default;
        DicomDateTime last = default;
        if ((from.IsEmpty && to.IsEmpty) || (!from.IsEmpty && !DicomDateTime.TryParse(from, out first)) || (!to.IsEmpty && !DicomDateTime.TryParse(to, out last)))
            return false;
        range = new DicomDateTimeRange(from.IsEmpty ? null : first, to.IsEmpty ? null : last);
        return true;
    }

    /// <summary>True when the first instant of the value lies in the range; values without offset have the given one.</summary>
    public bool Contains(DicomDateTime value, TimeSpan defaultOffset)
    {
        var instant = value.ToUtc(defaultOffset).First;
        return !(instant < From?.ToUtc(defaultOffset).First) && !(instant > To?.ToUtc(defaultOffset).Last);
    }

    /// <summary>The form of the standard.</summary>
    public override string ToString() => From == To ? $"{From}" : $"{From}-{To}";
}
