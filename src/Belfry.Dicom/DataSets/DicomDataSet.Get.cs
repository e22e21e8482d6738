using System.Globalization;

namespace Belfry.Dicom;

public sealed partial class DicomDataSet
{
    /// <summary>All values as one text, joined by backslash.</summary>
    public string? GetString(DicomTag tag) => TryFindValue(tag, out var index) ? GetStringAt(index) : null;

    /// <summary>The values as text; empty when absent.</summary>
    public IReadOnlyList<string> GetStrings(DicomTag tag) => TryFindValue(tag, out var index) ? GetStringsAt(index) : [];

    /// <summary>First value as a whole number: binary and IS, also DS without a fraction.</summary>
    public long? GetInteger(DicomTag tag)
    {
        if (!TryFindValue(tag, out var index))
            return null;
        if (NumberValue.Count(this, index) == 0)
            return null;
        return NumberValue.TryGetInteger(this, index, 0, out var value) ? value : throw Misfit(index, "a whole number");
    }

    /// <summary>All values as whole numbers.</summary>
    public IReadOnlyList<long> GetIntegers(DicomTag tag)
    {
        if (!TryFindValue(tag, out var index))
            return [];
        var numbers = new long[NumberValue.Count(this, index)];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!NumberValue.TryGetInteger(this, index, i, out numbers[i]))
                throw Misfit(index, "whole numbers");
        }

        return numbers;
    }

    /// <summary>First value as a number: DS, IS, FL, FD and binary integers.</summary>
    public double? GetNumber(DicomTag tag)
    {
        if (!TryFindValue(tag, out var index))
            return null;
        if (NumberValue.Count(this, index) == 0)
            return null;
        return NumberValue.TryGetNumber(this, index, 0, out var value) ? value : throw Misfit(index, "a number");
    }

    /// <summary>All values as numbers.</summary>
    public IReadOnlyList<double> GetNumbers(DicomTag tag)
    {
        if (!TryFindValue(tag, out var index))
            return [];
        var numbers = new double[NumberValue.Count(this, index)];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!NumberValue.TryGetNumber(this, index, i, out numbers[i]))
                throw Misfit(index, "numbers");
        }

        return numbers;
    }

    /// <summary>First value of a DA.</summary>
    public DateOnly? GetDate(DicomTag tag) => FirstText(tag, out var index) is not { } text
        ? null
        : DicomDate.TryParse(text, out var date) ? date : throw Misfit(index, "a date");

    /// <summary>First value of a TM; missing parts are zero.</summary>
    public TimeOnly? GetTime(DicomTag tag) => FirstText(tag, out var index) is not { } text
        ? null
        : DicomTime.TryParse(text, out var time) ? time.Value : throw Misfit(index, "a time");

    /// <summary>First value of a DT.</summary>
    public DicomDateTime? GetDateTime(DicomTag tag) => FirstText(tag, out var index) is not { } text
        ? null
        : DicomDateTime.TryParse(text, out var value) ? value : throw Misfit(index, "a date-time");

    /// <summary>First value of a PN.</summary>
    public PersonName? GetPersonName(DicomTag tag) => FirstText(tag, out _) is { } text ? PersonName.Parse(text) : null;

    /// <summary>All values of a PN.</summary>
    public IReadOnlyList<PersonName> GetPersonNames(DicomTag tag) => [.. GetStrings(tag).Select(PersonName.Parse)];

    /// <summary>First value of a UI.</summary>
    public DicomUid? GetUid(DicomTag tag) => FirstText(tag, out _) is { } text ? new DicomUid(text) : null;

    /// <summary>All values of a UI.</summary>
    public IReadOnlyList<DicomUid> GetUids(DicomTag tag) => [.. GetStrings(tag).Select(text => new DicomUid(text))];

    /// <summary>The items of a sequence; empty when absent.</summary>
    public IReadOnlyList<DicomDataSet> GetSequence(DicomTag tag) => ItemsOf(tag);

    /// <summary>The first item of a sequence; null when there is none.</summary>
    public DicomDataSet? GetItem(DicomTag tag) => ItemsOf(tag) is [var first, ..] ? first : null;

    internal DicomDataSet[] ItemsOf(DicomTag tag)
    {
        var index = IndexOf(tag);
        return index < 0 ? [] : _entries[index].Items;
    }

    internal string? GetStringAt(int index)
    {
        ref readonly var entry = ref _entries[index];
        if (entry.Kind is ValueKind.Items or ValueKind.Fragments)
            return null;
        if (!entry.VR.IsText)
            return NumberValue.ToText(this, index);
        return TextValue.Normalize(DecodeText(entry), entry.VR);
    }

    internal IReadOnlyList<string> GetStringsAt(int index)
    {
        var text = GetStringAt(index);
        if (string.IsNullOrEmpty(text))
            return [];
        var vr = _entries[index].VR;
        return (vr.IsBackslashDelimited || !vr.IsText) && text.Contains('\\') ? text.Split('\\') : [text];
    }

    private bool TryFindValue(DicomTag tag, out int index)
    {
        index = IndexOf(tag);
        if (index < 0)
            return false;
        ref readonly var entry = ref _entries[index];
        return !(entry.Kind == ValueKind.Source && entry.Length == 0);
    }

    /// <summary>The first value as text; null when it is absent or empty.</summary>
    private string? FirstText(DicomTag tag, out int index)
    {
        if (!TryFindValue(tag, out index))
            return null;
        if (GetStringAt(index) is not { Length: > 0 } text)
            return null;
        if (!_entries[index].VR.IsBackslashDelimited || text.IndexOf('\\') is not (>= 0 and var end))
            return text;
        return end == 0 ? null : text[..end];
    }

    private FormatException Misfit(int index, string wanted) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{_entries[index].Tag} ({_entries[index].VR}) does not hold {wanted}."));
}
