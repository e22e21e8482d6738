using Belfry.Orthanc.Tests.Plugins;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Tests;

/// <summary>What a plugin is told, and what its operator is told, of the parts of the interface that are not served yet.</summary>
public sealed class UnservedServicesTests
{
    [Theory]
    [InlineData("1019", "WebDAV collections", "its folders are not served over HTTP")]
    [InlineData("1021", "HTTP authentication", "no user of HTTP is let in or refused by it")]
    [InlineData("1002,1016,1020", "a storage area", "instances are kept in this server's own storage")]
    [InlineData("5000,5002,5006,5007", "a database back end", "the index is kept in this server's own database")]
    [InlineData("1006", "an image decoder", "it decodes no image")]
    [InlineData("1015", "a transcoder", "it transcodes no instance")]
    [InlineData("1011", "metrics", "its figures are not among the metrics")]
    [InlineData("1022", "an audit log", "nothing is written to it")]
    public async Task Register_WhatIsNotServed_SaysOnceWhatWillNotWork(string codes, string area, string consequence)
    {
        await using var bench = new PluginBench();
        var plugins = await bench.LoadAsync(bench.Compile("asking.c", "CODES=" + codes));
        foreach (var code in codes.Split(','))
            Assert.Equal(["2", "2"], bench.Log.Reports("service-" + code));
        var told = Assert.Single(bench.Log.Lines, l => l.Id.Id == 5023);
        Assert.Equal(LogLevel.Warning, told.Level);
        Assert.Equal($"Plugin test-plugin registers {area}, which this server does not serve yet: {consequence}", told.Text);
        Assert.Equal([area], Assert.Single(plugins.Plugins).Unserved);
    }

    [Fact]
    public async Task Call_OfWhatIsNotServed_IsNotImplementedAndNamedOnce()
    {
        var codes = ServiceFacts.Unserved.Where(s => !s.Name.StartsWith("Register", StringComparison.Ordinal)).ToList();
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("asking.c", "CODES=" + string.Join(',', codes.Select(s => s.Code))));
        Assert.All(codes, s => Assert.Equal(["2", "2"], bench.Log.Reports($"service-{s.Code}")));
        Assert.All(
            bench.Log.Lines.Where(l => l.Id.Id == 5024).GroupBy(l => l.Text), line => Assert.Single(line));
        Assert.Contains(
            bench.Log.Lines, l => l.Text == "Plugin test-plugin asked for service 6014 (DecodeDicomImage): images, which this server does not serve yet");
    }

    [Fact]
    public async Task Call_OfWhatTheInterfaceHasNot_IsAnUnknownService()
    {
        await using var bench = new PluginBench();
        var plugins = await bench.LoadAsync(bench.Compile("asking.c", "CODES=64,999,1027,2016,3017,4021,5008,6015,7013,8002,8008,9005,10003"));
        foreach (var code in (int[])[64, 999, 1027, 2016, 3017, 4021, 5008, 6015, 7013, 8002, 8008, 9005, 10003])
            Assert.Equal(["26", "26"], bench.Log.Reports($"service-{code}"));
        Assert.Empty(Assert.Single(plugins.Plugins).Unserved);
    }

    [Fact]
    public async Task Initialise_FailsAfterIt_TheReasonNamesIt()
    {
        await using var bench = new PluginBench();
        var library = bench.Compile("asking.c", "CODES=5006,6014", "RESULT=-1");
        var failure = await Assert.ThrowsAsync<OrthancPluginException>(() => bench.LoadAsync(library));
        Assert.EndsWith(
            "it returned -1 (InternalError). Before that it asked for what this server does not serve yet: a database back end, images.",
            failure.Message, StringComparison.Ordinal);
    }
}
