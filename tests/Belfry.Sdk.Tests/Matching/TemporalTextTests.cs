using Belfry.Dicom;
using Xunit;

namespace Belfry.Sdk.Tests;

public sealed class TemporalTextTests
{
    [Theory]
    [InlineData("20260314", 20260314)]
    [InlineData("2026.03.14", 20260314)]
    public void TryDate_BothForms_AreRead(string text, int expected)
    {
        Assert.True(TemporalText.TryDate(text, out var date));
        Assert.Equal(expected, date);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026031")]
    [InlineData("20261301")]
    [InlineData("20260332")]
    [InlineData("2026-03-14")]
    [InlineData("+2260314")]
    public void TryDate_NoDate_IsRefused(string text) => Assert.False(TemporalText.TryDate(text, out _));

    [Theory]
    [InlineData("10", 36_000_000_000, 39_599_999_999)]
    [InlineData("1030", 37_800_000_000, 37_859_999_999)]
    [InlineData("10:30", 37_800_000_000, 37_859_999_999)]
    [InlineData("103015", 37_815_000_000, 37_815_000_000)]
    [InlineData("10:30:15", 37_815_000_000, 37_815_000_000)]
    [InlineData("103015.5", 37_815_500_000, 37_815_500_000)]
    [InlineData("103015.000001", 37_815_000_001, 37_815_000_001)]
    [InlineData("235960", 86_400_000_000, 86_400_000_000)]
    [Trait("Section", "PS3.5 6.2")]
    public void TryTime_AnyPrecision_NamesAnInterval(string text, long first, long last)
    {
        Assert.True(TemporalText.TryTime(text, out var from, out var to));
        Assert.Equal((first, last), (from, to));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("24")]
    [InlineData("1060")]
    [InlineData("103015.")]
    [InlineData("103015.1234567")]
    [InlineData("10301")]
    [InlineData("10.5")]
    public void TryTime_NoTime_IsRefused(string text) => Assert.False(TemporalText.TryTime(text, out _, out _));

    [Theory]
    [InlineData("20260101-20260131", VR.DA, "20260101", "20260131")]
    [InlineData("20260101 - 20260131", VR.DA, "20260101", "20260131")]
    [InlineData("-20260131", VR.DA, "", "20260131")]
    [InlineData("2026-2027", VR.DT, "2026", "2027")]
    [InlineData("20260101120000-0500-20260101130000-0500", VR.DT, "20260101120000-0500", "20260101130000-0500")]
    [InlineData("20260101120000-0500-", VR.DT, "20260101120000-0500", "")]
    [InlineData("-20260101120000-0500", VR.DT, "", "20260101120000-0500")]
    [InlineData("20260101120000+0100-20260101130000+0100", VR.DT, "20260101120000+0100", "20260101130000+0100")]
    [Trait("Section", "PS3.4 C.2.2.2.5")]
    public void TrySplit_Range_PartsAtTheHyphenThatIsNoOffset(string text, VR vr, string from, string to)
    {
        Assert.True(RangeText.TrySplit(text, vr, out var first, out var last));
        Assert.Equal((from, to), (first, last));
    }

    [Theory]
    [InlineData("20260101", VR.DA)]
    [InlineData("20260101120000-0500", VR.DT)]
    [InlineData("2026-0101", VR.DT)]
    public void TrySplit_SingleValue_IsNoRange(string text, VR vr) => Assert.False(RangeText.TrySplit(text, vr, out _, out _));

    [Theory]
    [InlineData("2026", "2026-01-01", "2026-12-31")]
    [InlineData("202602", "2026-02-01", "2026-02-28")]
    [InlineData("20240229", "2024-02-29", "2024-02-29")]
    public void TryDateTime_MissingParts_NameAnInterval(string text, string firstDay, string lastDay)
    {
        Assert.True(TemporalText.TryDateTime(text, out var first, out var last, out var offset));
        Assert.Null(offset);
        Assert.Equal(DateOnly.Parse(firstDay).DayNumber * TemporalText.MicrosecondsPerDay, first);
        Assert.Equal(((DateOnly.Parse(lastDay).DayNumber + 1) * TemporalText.MicrosecondsPerDay) - 1, last);
    }

    [Theory]
    [InlineData("202")]
    [InlineData("20261")]
    [InlineData("20260230")]
    [InlineData("20260101120000+1500")]
    [InlineData("00000101")]
    public void TryDateTime_NoDateTime_IsRefused(string text) => Assert.False(TemporalText.TryDateTime(text, out _, out _, out _));
}
