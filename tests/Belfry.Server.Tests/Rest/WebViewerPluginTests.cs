using System.Net;
using System.Text.Json;
using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Server.Tests;

/// <summary>Debian's web viewer: it starts, hears of changes and serves its pages; images need decoding, which is not there yet.</summary>
public sealed class WebViewerPluginTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Viewer_Starts_ServesItsPagesAndSaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();
        var settings = JsonSerializer.Serialize(new { CachePath = Path.Combine(folder.Path, "cache") });
        var log = new RecordingLoggers();
        await using var bench = await DebianPlugins.StartAsync("libOrthancWebViewer.so", $", \"WebViewer\" : {settings}", log);
        var stored = await bench.UploadAsync(RestBench.Instance("P", 1, 1, 1));
        using var page = await bench.Client.GetAsync("web-viewer/app/viewer.html", Cancellation);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        var series = stored.GetProperty("ParentSeries").GetString();
        Assert.Equal("false", (await bench.Client.GetStringAsync($"web-viewer/is-stable-series/{series}", Cancellation)).Trim());
        using var image = await bench.Client.GetAsync($"web-viewer/instances/jpeg95-{stored.GetProperty("ID").GetString()}_0", Cancellation);
        Assert.False(image.IsSuccessStatusCode);
        Assert.Contains(log.Lines, line => line.Text.Contains("6014 (DecodeDicomImage): images, which this server does not serve yet", StringComparison.Ordinal));
    }
}
