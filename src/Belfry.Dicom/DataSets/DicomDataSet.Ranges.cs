namespace Belfry.Dicom;

/// <content>Ranges as queries hold them, and getters that never throw.</content>
public sealed partial class DicomDataSet
{
    /// <summary>The DA of a query: a day is a range of one (PS3.4 §C.2.2.2.5.1).</summary>
    public DicomDateRange? GetDateRange(DicomTag tag) => FirstText(tag, out var index) is not { } text
        ? null
        : DicomDateRange.TryParse(text, out var range) ? range : throw Misfit(index, "a date range");

    /// <summary>The TM of a query (PS3.4 §C.2.2.2.5.2).</summary>
    public DicomTimeRange? GetTimeRange(DicomTag tag) => FirstText(tag, out var index) is not { } text
        ? null
        : DicomTimeRange.TryParse(text, out var range) ? range : throw Misfit(index, "a time range");

    /// <summary>The DT of a query (PS3.4 §C.2.2.2.5.3).</summary>
    public DicomDateTimeRange? GetDateTimeRange(DicomTag tag) => FirstText(tag, out var index) is not { } text
        ? null
        : DicomDateTimeRange.TryParse(text, out var range) ? range : throw Misfit(index, "a date-time range");

    /// <summary>As <see cref="GetInteger"/>; false when absent, empty or not a whole number.</summary>
    public bool TryGetInteger(DicomTag tag, out long value)
    {
        value = 0;
        return TryFindValue(tag, out var index) && NumberValue.Count(this, index) > 0 && NumberValue.TryGetInteger(this, index, 0, out value);
    }

    /// <summary>As <see cref="GetNumber"/>; false when absent, empty or not a number.</summary>
    public bool TryGetNumber(DicomTag tag, out double value)
    {
        value = 0;
        return TryFindValue(tag, out var index) && NumberValue.Count(this, index) > 0 && NumberValue.TryGetNumber(this, index, 0, out value);
    }

    /// <summary>As <see cref="GetDate"/>; false when absent, empty or not a date.</summary>
    public bool TryGetDate(DicomTag tag, out DateOnly value)
    {
        value = default;
        return FirstText(tag, out _) is { } text && DicomDate.TryParse(text, out value);
    }

    /// <summary>As <see cref="GetTime"/>; false when absent, empty or not a time.</summary>
    public bool TryGetTime(DicomTag tag, out TimeOnly value)
    {
        var found = FirstText(tag, out _) is { } text && DicomTime.TryParse(text, out var time) ? time : (DicomTime?)null;
        value = found?.Value ?? default;
        return found is not null;
    }
}
