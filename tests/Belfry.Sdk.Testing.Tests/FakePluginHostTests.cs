using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Sdk.Testing.Tests;

public sealed class FakePluginHostTests
{
    [Fact]
    public void Configuration_WithComments_IsReadAsTheServerReadsIt()
    {
        var host = new FakePluginHost("""{ "Mine" : { "Limit" : 3, /* or more */ }, } // end""");
        Assert.Equal(3, host.Configuration.GetProperty("Mine").GetProperty("Limit").GetInt32());
    }

    [Fact]
    public void Configuration_NoJson_IsRefused() => Assert.ThrowsAny<JsonException>(() => new FakePluginHost("{"));

    [Fact]
    public void Log_OfAPlugin_IsKept()
    {
        var host = new FakePluginHost();
        var fault = new InvalidOperationException("x");
        host.Logger.LogWarning(new EventId(7, "Seven"), fault, "{Count} rows", 5);
        var line = Assert.Single(host.Log.Lines);
        Assert.Equal((LogLevel.Warning, 7, "5 rows", fault), (line.Level, line.Id.Id, line.Text, line.Exception));
    }

    [Fact]
    public void Time_OfTheTest_IsThePlugins()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 7, 1, 8, 0, 0, TimeSpan.Zero));
        var host = new FakePluginHost { Time = clock };
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(9, host.Time.GetUtcNow().Hour);
    }

    [Fact]
    public void Modalities_NoneGiven_AreThoseOfAHostThatKnowsNone() => Assert.NotNull(new FakePluginHost().Modalities);

    [Fact]
    public void Uids_Next_CanBeForeseen()
    {
        var host = new FakePluginHost();
        Assert.Equal(["2.25.1", "2.25.2"], [host.Uids.Next().Value, host.Uids.Next().Value]);
    }
}
