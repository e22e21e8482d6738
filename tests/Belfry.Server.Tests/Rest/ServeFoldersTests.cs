using System.Net;
using System.Text.Json;
using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Server.Tests;

/// <summary>Debian's ServeFolders: files of a folder over HTTP.</summary>
public sealed class ServeFoldersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Folder_Files_AreServedWithTypesAndListed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "below"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "page.html"), "<p>Über</p>", Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "below", "big.bin"), new byte[300_000], Cancellation);
        var settings = new { Folders = new Dictionary<string, string> { ["/files"] = folder.Path }, AllowCache = false, GenerateETag = true };
        await using var bench = await DebianPlugins.StartAsync(
            "libServeFolders.so", $", \"ServeFolders\" : {JsonSerializer.Serialize(settings)}", new RecordingLoggers());
        using var page = await bench.Client.GetAsync("files/page.html", Cancellation);
        Assert.Equal("<p>Über</p>", await page.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Equal(300_000, (await bench.Client.GetByteArrayAsync("files/below/big.bin", Cancellation)).Length);
        Assert.Contains("files/index.html", await bench.Client.GetStringAsync("app/plugin-serve-folders.html", Cancellation), StringComparison.Ordinal);
        using var nothing = await bench.Client.GetAsync("files/nothing.html", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        using var put = await bench.Client.PutAsync("files/page.html", new StringContent(""), Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
    }
}
