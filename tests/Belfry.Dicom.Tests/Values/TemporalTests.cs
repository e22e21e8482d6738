using CsCheck;
using Xunit;

namespace Belfry.Dicom.Tests.Values;

public sealed class TemporalTests
{
    [Theory]
    [InlineData("20260314", "2026-03-14")]
    [InlineData("2026.03.14", "2026-03-14")]
    [InlineData("20240229 ", "2024-02-29")]
    [InlineData("20260229", null)]
    [InlineData("202603", null)]
    [InlineData("2026-03-14", null)]
    [InlineData("2026.0314", null)]
    [InlineData("00000101", null)]
    [InlineData("20261301", null)]
    [InlineData("２０２６0314", null)]
    [InlineData("", null)]
    [Trait("Section", "PS3.5 6.2")]
    public void Date_AnyText_IsReadOrRefused(string text, string? expected)
    {
        Assert.Equal(expected is not null, DicomDate.TryParse(text, out var date));
        if (expected is null)
            return;
        Assert.Equal(expected, date.ToString("o"));
        Assert.True(DicomDate.TryParse(DicomDate.Format(date), out var again) && again == date);
    }

    [Theory]
    [InlineData("08", "08:00:00", "08:59:59.999999", "08")]
    [InlineData("0856", "08:56:00", "08:56:59.999999", "0856")]
    [InlineData("085630", "08:56:30", "08:56:30", "085630")]
    [InlineData("08:56:30", "08:56:30", "08:56:30", "085630")]
    [InlineData("08:56", "08:56:00", "08:56:59.999999", "0856")]
    [InlineData("085630.5", "08:56:30.5", "08:56:30.5", "085630.5")]
    [InlineData("235959.999999 ", "23:59:59.999999", "23:59:59.999999", "235959.999999")]
    [InlineData("235960", "23:59:59.999999", "23:59:59.999999", "235960")]
    [InlineData("23", "23:00:00", "23:59:59.999999", "23")]
    [Trait("Section", "PS3.5 6.2")]
    public void Time_WithPrecision_NamesAnInterval(string text, string first, string last, string written)
    {
        Assert.True(DicomTime.TryParse(text, out var time));
        Assert.Equal((TimeOnly.Parse(first), TimeOnly.Parse(last), written), (time.Value, time.Last, time.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("8")]
    [InlineData("24")]
    [InlineData("0860")]
    [InlineData("085")]
    [InlineData("08563")]
    [InlineData("085661")]
    [InlineData("0856.5")]
    [InlineData("085630.")]
    [InlineData("085630.1234567")]
    [InlineData("08:5630")]
    [InlineData("08:56:")]
    [InlineData(" 0856")]
    public void Time_Malformed_IsRefused(string text) => Assert.False(DicomTime.TryParse(text, out _));

    [Theory]
    [InlineData("2026", "2026-01-01T00:00:00", "2026-12-31T23:59:59.999999")]
    [InlineData("202602", "2026-02-01T00:00:00", "2026-02-28T23:59:59.999999")]
    [InlineData("20260314", "2026-03-14T00:00:00", "2026-03-14T23:59:59.999999")]
    [InlineData("2026031412", "2026-03-14T12:00:00", "2026-03-14T12:59:59.999999")]
    [InlineData("202603141230", "2026-03-14T12:30:00", "2026-03-14T12:30:59.999999")]
    [InlineData("20260314123015", "2026-03-14T12:30:15", "2026-03-14T12:30:15")]
    [InlineData("20260314123015.25", "2026-03-14T12:30:15.25", "2026-03-14T12:30:15.25")]
    [InlineData("20260314123060", "2026-03-14T12:30:59.999999", "2026-03-14T12:30:59.999999")]
    [InlineData("9999", "9999-01-01T00:00:00", "9999-12-31T23:59:59.999999")]
    [Trait("Section", "PS3.5 6.2")]
    public void DateTime_WithPrecision_NamesAnIntervalAndIsWrittenBack(string text, string first, string last)
    {
        foreach (var offset in new[] { "", "+0000", "-0500", "+1400", "-1200", "+0545" })
        {
            Assert.True(DicomDateTime.TryParse(text + offset, out var value));
            Assert.Equal((DateTime.Parse(first), DateTime.Parse(last), text + offset), (value.Value, value.Last, value.ToString()));
            Assert.Equal(offset.Length > 0, value.Offset is not null);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("202")]
    [InlineData("20261")]
    [InlineData("202613")]
    [InlineData("20260230")]
    [InlineData("2026031424")]
    [InlineData("20260314+1401")]
    [InlineData("20260314-1201")]
    [InlineData("20260314+05")]
    [InlineData("20260314+0560")]
    [InlineData("2026031412:30")]
    [InlineData("+0500")]
    [InlineData("20260101-20260102")]
    public void DateTime_Malformed_IsRefused(string text) => Assert.False(DicomDateTime.TryParse(text, out _));

    [Theory]
    [InlineData("20260101", "20260101", "20260101")]
    [InlineData("20260101-20260131", "20260101", "20260131")]
    [InlineData("20260101-", "20260101", "")]
    [InlineData("-20260131", "", "20260131")]
    [InlineData("20260101-0500", "20260101-0500", "20260101-0500")]
    [InlineData("2026-0500", "2026-0500", "2026-0500")]
    [InlineData("20260101-0500-", "20260101-0500", "")]
    [InlineData("20260101-0500-20260102-0500", "20260101-0500", "20260102-0500")]
    [InlineData("20260101+0100-20260102", "20260101+0100", "20260102")]
    [InlineData("-20260102-0500", "", "20260102-0500")]
    [InlineData("2025-2026", "2025", "2026")]
    [InlineData("20260101 - 20260131", "20260101", "20260131")]
    [Trait("Section", "PS3.4 C.2.2.2.5.3")]
    public void DateTimeRange_Hyphens_PartValuesButNotOffsets(string text, string from, string to)
    {
        Assert.True(DicomDateTimeRange.TryParse(text, out var range));
        Assert.Equal((from, to), ($"{range.From}", $"{range.To}"));
        Assert.True(DicomDateTimeRange.TryParse(range.ToString(), out var again) && again == range);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("--")]
    [InlineData("x-")]
    [InlineData("20260101-x")]
    [InlineData("20260101-20260102-20260103")]
    public void Ranges_Malformed_AreRefused(string text)
    {
        Assert.False(DicomDateRange.TryParse(text, out _));
        Assert.False(DicomTimeRange.TryParse(text, out _));
        Assert.False(DicomDateTimeRange.TryParse(text, out _));
    }

    [Theory]
    [InlineData("20260101-20260131", "20260131", true)]
    [InlineData("20260101-20260131", "20260201", false)]
    [InlineData("-20260131", "20251231", true)]
    [InlineData("20260131-", "20260130", false)]
    [InlineData("20260131", "20260131", true)]
    [Trait("Section", "PS3.4 C.2.2.2.5.1")]
    public void DateRange_Ends_BelongToIt(string range, string value, bool expected)
    {
        Assert.True(DicomDateRange.TryParse(range, out var parsed) && DicomDate.TryParse(value, out var date) && parsed.Contains(date) == expected);
        Assert.Equal(range, parsed.ToString());
    }

    [Theory]
    [InlineData("100000-120000", "120000", true)]
    [InlineData("100000-120000", "120000.5", false)]
    [InlineData("10-12", "103000", true)]
    [InlineData("1000-1200", "120030", true)]
    [InlineData("-0800", "000000", true)]
    [InlineData("2200-", "235959.999999", true)]
    [InlineData("2200-", "000000", false)]
    [InlineData("220000-020000", "230000", false)]
    [Trait("Section", "PS3.4 C.2.2.2.5.2")]
    public void TimeRange_Ends_BelongToItWithTheirInterval(string range, string value, bool expected)
    {
        Assert.True(DicomTimeRange.TryParse(range, out var parsed) && DicomTime.TryParse(value, out var time) && parsed.Contains(time) == expected);
        Assert.Equal(range, parsed.ToString());
    }

    [Theory]
    [InlineData("20260101120000+0000-20260101130000+0000", "20260101133000+0100", true)]
    [InlineData("20260101120000+0000-20260101130000+0000", "20260101123000-0500", false)]
    [InlineData("20260101-20260102", "20260102120000", true)]
    [InlineData("-20260101", "20251231235959", true)]
    [InlineData("20260101-", "20251231235959", false)]
    [InlineData("00010101-", "00010101+1400", true)]
    [Trait("Section", "PS3.4 C.2.2.2.5.3")]
    public void DateTimeRange_Offsets_AreTakenIntoAccount(string range, string value, bool expected) =>
        Assert.True(DicomDateTimeRange.TryParse(range, out var parsed) && DicomDateTime.TryParse(value, out var time)
            && parsed.Contains(time, TimeSpan.Zero) == expected);

    [Fact]
    public void Parsers_AnyText_NeverThrowAndReadWhatTheyWrite() =>
        Gen.String[Gen.Char["0123456789.:+- "], 0, 30].Sample(text =>
        {
            if (DicomTime.TryParse(text, out var time))
                Assert.True(DicomTime.TryParse(time.ToString(), out var again) && again == time);
            if (DicomDateTime.TryParse(text, out var value))
                Assert.True(DicomDateTime.TryParse(value.ToString(), out var again) && again == value);
            DicomDate.TryParse(text, out _);
            DicomDateRange.TryParse(text, out _);
            DicomTimeRange.TryParse(text, out _);
            DicomDateTimeRange.TryParse(text, out _);
        });

    [Fact]
    public void Parsers_ManyValues_AllocateNothing()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = 0;
        for (var i = 0; i < 100; i++)
        {
            read += DicomDateTimeRange.TryParse("20260101120000-0500-20260101130000.25", out _) ? 1 : 0;
            read += DicomTimeRange.TryParse("0800-1000", out _) ? 1 : 0;
            read += DicomDateRange.TryParse("20260101-20260131", out _) ? 1 : 0;
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(300, read);
    }
}
