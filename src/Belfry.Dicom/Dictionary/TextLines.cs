using System.Text;

namespace Belfry.Dicom;

/// <summary>The lines of a generated text, found by number without decoding the rest.</summary>
internal readonly ref struct TextLines(ReadOnlySpan<byte> text, ReadOnlySpan<uint> offsets)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly ReadOnlySpan<uint> _offsets = offsets;

    /// <summary>How many lines there are.</summary>
    public int Count => _offsets.Length - 1;

    /// <summary>One line, without its end.</summary>
    public ReadOnlySpan<byte> this[int index] => _text[(int)_offsets[index]..((int)_offsets[index + 1] - 1)];

    /// <summary>The first field of a line.</summary>
    public ReadOnlySpan<byte> FirstField(int index)
    {
        var line = this[index];
        var tab = line.IndexOf((byte)'\t');
        return tab < 0 ? line : line[..tab];
    }

    /// <summary>All fields of a line, decoded.</summary>
    public string[] Fields(int index) => Encoding.UTF8.GetString(this[index]).Split('\t');

    /// <summary>The line whose first field is a text, where lines are in ordinal order; negative when there is none.</summary>
    public int Find(ReadOnlySpan<char> text)
    {
        for (int low = 0, high = Count - 1; low <= high;)
        {
            var middle = (low + high) >>> 1;
            switch (Compare(FirstField(middle), text))
            {
                case 0:
                    return middle;
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return -1;
    }

    /// <summary>As <see cref="Find(ReadOnlySpan{char})"/>, over an index that gives the lines in the order of another field.</summary>
    public int Find(ReadOnlySpan<char> text, ReadOnlySpan<ushort> order, int field)
    {
        for (int low = 0, high = order.Length - 1; low <= high;)
        {
            var middle = (low + high) >>> 1;
            switch (Compare(Field(order[middle], field), text))
            {
                case 0:
                    return order[middle];
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return -1;
    }

    private ReadOnlySpan<byte> Field(int index, int field)
    {
        var line = this[index];
        for (; field > 0; field--)
            line = line[(line.IndexOf((byte)'\t') + 1)..];
        var tab = line.IndexOf((byte)'\t');
        return tab < 0 ? line : line[..tab];
    }

    // The first fields of all tables are ASCII, where the order of bytes is that of characters.
    private static int Compare(ReadOnlySpan<byte> ascii, ReadOnlySpan<char> text)
    {
        var common = Math.Min(ascii.Length, text.Length);
        for (var i = 0; i < common; i++)
        {
            if (ascii[i] != text[i])
                return ascii[i] - text[i];
        }

        return ascii.Length - text.Length;
    }
}
