using System.Text;
using Belfry.Cli.Queries;
using Belfry.Dicom;

namespace Belfry.Cli.Output;

/// <summary>Answers as a table: a column for each key, a row for each answer.</summary>
/// <param name="keys">The keys, which give the columns.</param>
internal sealed class AnswerTable(IReadOnlyList<QueryKey> keys)
{
    private const int WidestColumn = 48;
    private readonly List<string[]> _rows = [];

    public void Add(DicomDataSet answer) => _rows.Add([.. keys.Select(key => Clean(Find(answer, key)))]);

    public void Write(TextWriter output)
    {
        string[] heads = [.. keys.Select(key => DicomDictionary.GetKeyword(key.Tag) ?? key.Tag.ToString())];
        var widths = heads.Select((head, i) => _rows.Select(row => Width(row[i])).Append(Width(head)).Max()).ToArray();
        WriteRow(output, heads, widths);
        WriteRow(output, [.. widths.Select(width => new string('-', width))], widths);
        foreach (var row in _rows)
            WriteRow(output, row, widths);
    }

    private static void WriteRow(TextWriter output, string[] cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
            line.Append(cells[i]).Append(' ', widths[i] - Width(cells[i]) + 2);
        output.WriteLine(line.ToString().TrimEnd());
    }

    private static string Find(DicomDataSet answer, QueryKey key)
    {
        var level = answer;
        foreach (var step in key.Path.SkipLast(1))
        {
            var items = level.GetSequence(step.Tag);
            if (items.Count <= step.Item)
                return "";
            level = items[step.Item];
        }

        if (DicomDictionary.GetVR(key.Tag) == VR.SQ)
        {
            var count = level.GetSequence(key.Tag).Count;
            return count == 1 ? "1 item" : $"{count} items";
        }

        return level.GetString(key.Tag) ?? "";
    }

    private static string Clean(string text)
    {
        // What a peer sends must not steer the terminal.
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return clean.Length <= WidestColumn ? clean : clean[..(WidestColumn - 1)] + "…";
    }

    /// <summary>Columns on a terminal: letters of East Asian scripts take two.</summary>
    private static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
            width += rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF00 and <= 0xFF60) ? 2 : 1;
        return width;
    }
}
