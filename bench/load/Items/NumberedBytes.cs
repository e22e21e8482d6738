using System.Text;

namespace Belfry.LoadBench.Items;

/// <summary>
/// Ready bytes with places for a study's, a series' and an instance's number and for the study's date, filled in without building
/// the bytes again. The numbers are always twelve digits, so lengths stay. Used by one thread.
/// </summary>
internal sealed class NumberedBytes
{
    /// <summary>What stands in a template where a number is to be filled in.</summary>
    public const string StudyMark = "111111111111", SeriesMark = "222222222222", InstanceMark = "333333333333", DateMark = "19111111";

    private const string Root = "1.2.826.0.1.3680043.10.1337.91";

    /// <summary>UIDs, Patient ID and date as they stand in a template.</summary>
    public const string StudyUid = $"{Root}.1.{StudyMark}", SeriesUid = $"{Root}.2.{SeriesMark}",
        InstanceUid = $"{Root}.3.{InstanceMark}", PatientId = $"P{StudyMark}";

    /// <summary>UID of a storage commitment transaction; <see cref="SetStudy"/> fills in its number.</summary>
    public const string TransactionUid = $"{Root}.4.{StudyMark}";

    private const long FirstNumber = 100_000_000_000;

    private static readonly byte[] s_transaction = Encoding.Latin1.GetBytes($"{Root}.4.");
    private static readonly DateOnly s_firstDate = new(2000, 1, 1);

    private readonly int[] _studies;
    private readonly int[] _series;
    private readonly int[] _instances;
    private readonly int[] _dates;

    /// <param name="bytes">Taken over.</param>
    /// <param name="headLength">All places are within so many bytes from the start.</param>
    public NumberedBytes(byte[] bytes, int headLength)
    {
        Bytes = bytes;
        _studies = Find(StudyMark, headLength);
        _series = Find(SeriesMark, headLength);
        _instances = Find(InstanceMark, headLength);
        _dates = Find(DateMark, headLength);
    }

    public byte[] Bytes { get; }

    /// <summary>Fills in the study's number: its UID, Patient ID and Accession Number, and the date that belongs to it.</summary>
    public void SetStudy(long number)
    {
        Write(_studies, FirstNumber + number, 12);
        SetDate(Date(number));
    }

    public void SetSeries(long number) => Write(_series, FirstNumber + number, 12);

    public void SetInstance(long number) => Write(_instances, FirstNumber + number, 12);

    public void SetDate(DateOnly date) => Write(_dates, date.Year * 10000 + date.Month * 100 + date.Day, 8);

    /// <summary>Ten studies with following numbers share a date; after 250 years they begin again.</summary>
    public static DateOnly Date(long study) => s_firstDate.AddDays((int)(study / StudiesPerDate % 90_000));

    public const int StudiesPerDate = 10;

    /// <summary>The UID of a study with this number.</summary>
    public static string StudyUidOf(long number) =>
        StudyUid.Replace(StudyMark, (FirstNumber + number).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The UID of a series with this number.</summary>
    public static string SeriesUidOf(long number) =>
        SeriesUid.Replace(SeriesMark, (FirstNumber + number).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The Patient ID of a study with this number.</summary>
    public static string PatientIdOf(long number) =>
        PatientId.Replace(StudyMark, (FirstNumber + number).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The UID of an instance with this number.</summary>
    public static string InstanceUidOf(long number) =>
        InstanceUid.Replace(InstanceMark, (FirstNumber + number).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The number of the transaction whose UID stands in these bytes; −1 when none does.</summary>
    public static long TransactionIn(ReadOnlySpan<byte> bytes)
    {
        int place = bytes.IndexOf(s_transaction);
        if (place < 0 || place + s_transaction.Length + 12 > bytes.Length)
            return -1;

        return System.Buffers.Text.Utf8Parser.TryParse(bytes.Slice(place + s_transaction.Length, 12), out long number, out _) ? number - FirstNumber : -1;
    }

    private int[] Find(string mark, int headLength)
    {
        byte[] sought = Encoding.Latin1.GetBytes(mark);
        var places = new List<int>();
        ReadOnlySpan<byte> head = Bytes.AsSpan(0, headLength);
        for (int start = 0; head[start..].IndexOf(sought) is >= 0 and int place; start += place + sought.Length)
            places.Add(start + place);

        return [.. places];
    }

    private void Write(int[] places, long number, int digits)
    {
        foreach (int place in places)
        {
            long rest = number;
            for (int digit = digits - 1; digit >= 0; digit--, rest /= 10)
                Bytes[place + digit] = (byte)('0' + rest % 10);
        }
    }
}
