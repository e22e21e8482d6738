using System.Buffers;
using System.Globalization;
using System.Text;

namespace Belfry.Network;

/// <summary>What states of log events have in common that write themselves in UTF-8.</summary>
internal static class Utf8Line
{
    private const int UsualLength = 512;

    /// <summary>The line as a string, for loggers that want one.</summary>
    public static string Text<T>(in T line)
        where T : struct, IUtf8SpanFormattable
    {
        var bytes = ArrayPool<byte>.Shared.Rent(UsualLength);
        int written;
        while (!line.TryFormat(bytes, out written, default, CultureInfo.InvariantCulture))
        {
            var longer = ArrayPool<byte>.Shared.Rent(2 * bytes.Length);
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = longer;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, written);
        ArrayPool<byte>.Shared.Return(bytes);
        return text;
    }

    /// <summary>The fields, one by one.</summary>
    public static IEnumerator<KeyValuePair<string, object?>> Enumerate<T>(T line)
        where T : IReadOnlyList<KeyValuePair<string, object?>>
    {
        for (var i = 0; i < line.Count; i++)
            yield return line[i];
    }

    /// <summary>A title that is none is shown between quotes and without what could steer a terminal: empty would say nothing.</summary>
    public static string TitleOf(Dicom.AETitle title, string asWritten)
    {
        if (!title.IsEmpty || Dicom.AETitle.TryParse(asWritten, out title))
            return title.Value;
        return string.Create(Math.Min(asWritten.Length, Dicom.AETitle.MaxLength) + 2, asWritten, static (quoted, text) =>
        {
            quoted.Fill('"');
            for (var i = 1; i < quoted.Length - 1; i++)
                quoted[i] = text[i - 1] is >= ' ' and <= '~' and not '"' ? text[i - 1] : '?';
        });
    }

    /// <summary>Nothing for null.</summary>
    public static string InBrackets(string? detail) => detail is null ? "" : $" ({detail})";

    /// <summary>The ending of a noun.</summary>
    public static string Plural(long count) => count == 1 ? "" : "s";
}
