using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Archive.Tests;

public sealed class LookupPaceTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void IsQuick_AfterTwoLongLookups_IsFalseForASecond()
    {
        var pace = new LookupPace(_clock);
        Take(pace, TimeSpan.FromMilliseconds(3));
        Assert.True(pace.IsQuick);
        Take(pace, TimeSpan.FromMilliseconds(3));
        Assert.False(pace.IsQuick);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(pace.IsQuick);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(pace.IsQuick);
    }

    [Fact]
    public void IsQuick_AfterLongLookupsAmongQuickOnes_StaysTrue()
    {
        var pace = new LookupPace(_clock);
        Take(pace, TimeSpan.FromMilliseconds(3));
        Take(pace, TimeSpan.FromMilliseconds(1));
        Take(pace, TimeSpan.FromMilliseconds(3));
        Assert.True(pace.IsQuick);
    }

    private void Take(LookupPace pace, TimeSpan time)
    {
        var began = pace.Begin();
        _clock.Advance(time);
        pace.End(began);
    }
}
