using System.Net;
using System.Text.Json;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.TestKit;

namespace Belfry.Server.Tests;

/// <summary>Debian's Python plugin with the script <c>tests/native/rest.py</c>. An interpreter can be started once in a process, so this is one test.</summary>
public sealed class PythonRestTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Script_RestChangesAndInstances_Work()
    {
        var script = Path.GetFullPath(Path.Combine(TestData.Path(), "..", "native", "rest.py"));
        var log = new RecordingLoggers();
        await using var bench = await DebianPlugins.StartAsync("libOrthancPython.so", $", \"PythonScript\" : {JsonSerializer.Serialize(script)}", log);
        await log.WaitForPluginLineAsync("started=0");
        using var hello = await bench.Client.GetAsync("python/hello/Ada?asked=this", Cancellation);
        Assert.Equal("hello Ada", await hello.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("this", hello.Headers.GetValues("X-Asked").Single());
        using var post = await bench.Client.PostAsync("python/hello/Ada", new StringContent("a body"), Cancellation);
        Assert.Equal("posted a body to Ada", await post.Content.ReadAsStringAsync(Cancellation));
        using var put = await bench.Client.PutAsync("python/hello/Ada", new StringContent(""), Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
        Assert.Equal(500, (await bench.FailAsync(HttpMethod.Get, "python/fail")).Http);
        await bench.UploadAsync(RestBench.Instance("P", 7, 1, 1));
        await log.WaitForPluginLineAsync("new-study=ACC-7");
        await log.WaitForPluginLineAsync("stored=P");
        await bench.UploadAsync(RestBench.Instance("CHANGE", 7, 1, 2));
        await log.WaitForPluginLineAsync("stored=ALTERD");
        Assert.Equal(2, (await bench.GetAsync("python/studies")).GetProperty("count").GetInt32());
    }
}
