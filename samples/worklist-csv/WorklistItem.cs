using Belfry.Dicom;

namespace WorklistCsv;

/// <summary>Makes an item of a row. A column is a keyword, or the keyword of a sequence, a dot, and a keyword of its one item.</summary>
internal static class WorklistItem
{
    /// <exception cref="FormatException">A column has no name of that kind, or its value does not fit it.</exception>
    public static DicomDataSet Of(IReadOnlyDictionary<string, string> row)
    {
        var item = new DicomDataSet { { Tags.SpecificCharacterSet, "ISO_IR 192" } };
        var steps = new Dictionary<DicomTag, DicomDataSet>();
        foreach (var (column, value) in row)
        {
            if (value.Length == 0)
                continue;
            if (column.Split('.') is not [var first, .. var rest] || rest.Length > 1)
                throw new FormatException($"The column '{column}' has more than one dot.");
            var tag = TagOf(first);
            if (rest is not [var inner])
            {
                Set(item, tag, value);
                continue;
            }

            if (!steps.TryGetValue(tag, out var step))
                steps.Add(tag, step = []);
            Set(step, TagOf(inner), value);
        }

        foreach (var (tag, step) in steps)
            item.Set(tag, step);
        return item;
    }

    private static void Set(DicomDataSet dataSet, DicomTag tag, string value)
    {
        try
        {
            dataSet.Set(tag, value);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"{DicomDictionary.GetKeyword(tag)}: {fault.Message}", fault);
        }
    }

    private static DicomTag TagOf(string keyword) =>
        DicomDictionary.FindKeyword(keyword)?.Tag ?? throw new FormatException($"'{keyword}' is no keyword of DICOM.");
}
