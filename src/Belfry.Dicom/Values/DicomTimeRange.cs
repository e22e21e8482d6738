namespace Belfry.Dicom;

/// <summary>A TM of a query: one value, or a range with one or both ends, within a day (PS3.4 §C.2.2.2.5.2). Both ends belong to it.</summary>
/// <param name="From">The first time; null when open.</param>
/// <param name="To">The last time, up to the end of the interval that it names; null when open.</param>
public readonly record struct DicomTimeRange(DicomTime? From, DicomTime? To)
{
    /// <summary>Reads <c>a</c>, <c>a-b</c>, <c>a-</c> or <c>-b</c>. Does not allocate.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DicomTimeRange range)
    {
        range = default;
        RangeText.Split(text, hasOffsets: false, out var from, out var to);
        DicomTime first = default;
        DicomTime last = default;
        if ((from.IsEmpty && to.IsEmpty) || (!from.IsEmpty && !DicomTime.TryParse(from, out first)) || (!to.IsEmpty && !DicomTime.TryParse(to, out last)))
            return false;
        range = new DicomTimeRange(from.IsEmpty ? null : first, to.IsEmpty ? null : last);
        return true;
    }

    /// <summary>True when the first instant of the value lies in the range. A range over midnight holds nothing.</summary>
    public bool Contains(DicomTime value) => !(value.Value < From?.Value) && !(value.Value > To?.Last);

    /// <summary>The form of the standard.</summary>
    public override string ToString() => From == To ? $"{From}" : $"{From}-{To}";
}
