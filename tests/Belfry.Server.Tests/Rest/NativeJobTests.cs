using System.Text.Json;
using Belfry.Jobs;
using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Server.Tests;

/// <summary>Jobs of native plugins in the server's engine.</summary>
public sealed class NativeJobTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_OfManySteps_SucceedsAndIsFinalised()
    {
        await using var bench = await NativeRestBench.StartAsync("storing.c");
        var id = await bench.GetAsync("keeping/job/50");
        await bench.Log.WaitForPluginLineAsync("finalized=50");
        var job = await bench.Bench.GetAsync($"jobs/{id}");
        Assert.Equal("Success", job.GetProperty("State").GetString());
        Assert.Equal(50, job.GetProperty("Content").GetProperty("At").GetInt32());
        Assert.Equal(3, job.GetProperty("Priority").GetInt32());
        Assert.Equal("1", bench.Log.Report("stopped"));
    }

    [Fact]
    public async Task Job_WithFunctionsThatFillBlocks_IsTheSame()
    {
        await using var bench = await NativeRestBench.StartAsync("storing.c");
        var id = await bench.GetAsync("keeping/job/50?blocks");
        await bench.Log.WaitForPluginLineAsync("finalized=50");
        Assert.Equal("0", bench.Log.Report("create-job2"));
        var job = await bench.Bench.GetAsync($"jobs/{id}");
        Assert.Equal("Success", job.GetProperty("State").GetString());
        Assert.Equal(50, job.GetProperty("Content").GetProperty("At").GetInt32());
    }

    [Fact]
    public async Task Job_Fails_IsAFailedJob()
    {
        await using var bench = await NativeRestBench.StartAsync("storing.c");
        var id = await bench.GetAsync("keeping/job/13");
        await bench.Log.WaitForPluginLineAsync("finalized=13");
        Assert.Equal("Failure", (await bench.Bench.GetAsync($"jobs/{id}")).GetProperty("State").GetString());
        Assert.Equal("3", bench.Log.Report("stopped"));
    }

    [Fact]
    public async Task Job_Cancelled_IsStopped()
    {
        await using var bench = await NativeRestBench.StartAsync("storing.c");
        var id = await bench.GetAsync("keeping/job/99999");
        await bench.Log.WaitForPluginLineAsync("stepping=1");
        await bench.SendAsync(HttpMethod.Post, $"jobs/{id}/cancel");
        await bench.Log.WaitForPluginLineAsync("finalized=99999");
        Assert.Equal("4", bench.Log.Report("stopped"));
    }

    [Fact]
    public async Task Job_NotSubmitted_IsFreed()
    {
        await using var bench = await NativeRestBench.StartAsync("storing.c");
        Assert.Equal("freed", await bench.GetAsync("keeping/job/5?free"));
        Assert.Equal("5", bench.Log.Report("finalized"));
    }

    [Fact]
    public async Task Job_ServerStopsAndStarts_GoesOn()
    {
        using var folder = new TemporaryFolder();
        var library = NativeCompiler.Compile("storing.c", folder.Path);
        var configuration = $$"""{ "StorageDirectory" : "{{folder.Path}}/storage", "Plugins" : {{JsonSerializer.Serialize(new[] { library })}} }""";
        string id;
        using var first = new RecordingLoggers();
        await using (var server = await TestServer.StartAsync(configuration, folder.Path, Cancellation, first))
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}/") };
            id = await client.GetStringAsync("keeping/job/99999", Cancellation);
            await first.WaitForPluginLineAsync("stepping=1");
        }

        Assert.Contains("2", first.Reports("stopped"));
        using var second = new RecordingLoggers();
        await using (var server = await TestServer.StartAsync(configuration, folder.Path, Cancellation, second))
        {
            await second.WaitForPluginLineAsync("finalized=100");
            Assert.Equal("Counting", second.Report("unserialize"));
            Assert.Equal(JobState.Success, (await server.Running.Jobs.FindAsync(Guid.Parse(id), Cancellation))?.State);
        }
    }
}
