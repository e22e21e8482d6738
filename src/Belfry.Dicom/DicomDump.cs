using System.Globalization;

namespace Belfry.Dicom;

/// <summary>
/// Data sets as text for people: one line per element with tag, VR, value, length in bytes, number of values and keyword.
/// Control characters and those that change the direction of text are written as <c>\u001B</c>, so that no value of a stranger
/// reaches a terminal as a command.
/// </summary>
public static class DicomDump
{
    private const int ValueColumn = 44;

    /// <summary>Writes one line per element, sequences indented.</summary>
    /// <param name="dataSet">The data set; large values in files are read only as far as they are shown.</param>
    /// <param name="output">Where to; not closed.</param>
    /// <param name="maxValueLength">Values are cut to about this many characters, with an ellipsis.</param>
    public static void Write(DicomDataSet dataSet, TextWriter output, int maxValueLength = 80)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxValueLength, 1);
        WriteLevel(dataSet, output, maxValueLength, "");
    }

    private static void WriteLevel(DicomDataSet dataSet, TextWriter output, int maxValueLength, string indent)
    {
        foreach (var element in dataSet)
        {
            var (value, count) = Describe(element, maxValueLength);
            var head = $"{indent}{element.Tag} {(element.VR == VR.None ? "--" : element.VR.Name)} {value}";
            var keyword = GetKeyword(dataSet, element.Tag);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{head.PadRight(indent.Length + ValueColumn)} # {element.Length}, {count} {keyword}"));
            var number = 0;
            foreach (var item in element.Items)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{indent}  item {++number}"));
                WriteLevel(item, output, maxValueLength, indent + "    ");
            }
        }
    }

    private static string GetKeyword(DicomDataSet dataSet, DicomTag tag)
    {
        if (tag.IsGroupLength)
            return "GroupLength";
        if (!tag.IsPrivate)
            return DicomDictionary.GetKeyword(tag) ?? "Unknown";
        if (tag.IsPrivateCreator)
            return "PrivateCreator";
        var known = dataSet.GetPrivateCreator(tag) is { } creator ? DicomDictionary.FindPrivate(tag, creator) : null;
        return known is null ? "Private" : known.Keyword.Length > 0 ? known.Keyword : $"Private: {known.Name}";
    }

    private static (string Value, int Count) Describe(DicomElement element, int maxLength)
    {
        if (element.IsSequence)
            return (string.Create(CultureInfo.InvariantCulture, $"{element.Items.Count} item(s)"), 1);
        if (element.IsEncapsulated)
            return (string.Create(CultureInfo.InvariantCulture, $"{element.FragmentCount} fragment(s)"), 1);
        if (element.IsEmpty)
            return ("(no value)", 0);
        if (element.VR.IsBulk || element.VR is VR.None or VR.SQ)
            return (DumpText.Hex(element, maxLength), 1);
        var values = element.GetStrings();
        var text = DumpText.Escape(element.GetString() ?? "", maxLength);
        return (element.VR.IsText ? $"[{text}]" : text, values.Count);
    }
}
