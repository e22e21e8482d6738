using System.Net;
using System.Text.Json;
using Belfry.Server.Configuration;

namespace Belfry.Server.Tests.Jobs;

/// <summary>Jobs of the whole server: the rebuild of the index, and the settings.</summary>
public sealed class ServerJobsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reconstruct_Asynchronous_IsAJobThatIsKeptOverARestart()
    {
        string path;
        await using (var server = await TestServer.StartAsync("{}", _folder.Path, Token))
        {
            using var client = ClientOf(server);
            using var response = await client.PostAsync("/tools/reconstruct", new StringContent("""{ "Asynchronous" : true, "Priority" : 5, "UserData" : { "a" : 1 } }"""), Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            using var submitted = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
            path = submitted.RootElement.GetProperty("Path").GetString() ?? "";
            Assert.Equal($"/jobs/{submitted.RootElement.GetProperty("ID").GetString()}", path);
            Assert.NotNull(await server.Running.Jobs.WaitForAsync(Guid.Parse(path["/jobs/".Length..]), Token));
        }

        await using var again = await TestServer.StartAsync("{}", _folder.Path, Token);
        using var other = ClientOf(again);
        using var job = JsonDocument.Parse(await other.GetStringAsync(path, Token));
        Assert.Equal(("IndexRebuild", "Success", 5), (job.RootElement.GetProperty("Type").GetString(), job.RootElement.GetProperty("State").GetString(), job.RootElement.GetProperty("Priority").GetInt32()));
        Assert.Equal(0, job.RootElement.GetProperty("Content").GetProperty("Failed").GetInt32());
        Assert.Equal(1, job.RootElement.GetProperty("UserData").GetProperty("a").GetInt32());
    }

    [Fact]
    public async Task Reconstruct_Synchronous_LeavesAJob()
    {
        await using var server = await TestServer.StartAsync("""{ "SaveJobs" : false }""", _folder.Path, Token);
        using var client = ClientOf(server);
        using var response = await client.PostAsync("/tools/reconstruct", new StringContent(""), Token);
        using var result = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(0, result.RootElement.GetProperty("Rederived").GetInt32());
        using var jobs = JsonDocument.Parse(await client.GetStringAsync("/jobs", Token));
        Assert.Equal(1, jobs.RootElement.GetArrayLength());
        using var bad = await client.PostAsync("/tools/reconstruct", new StringContent("""{ "Priority" : "x" }"""), Token);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    [Fact]
    public async Task SaveJobs_False_ForgetsThemAtTheEnd()
    {
        const string Json = """{ "SaveJobs" : false }""";
        await using (var server = await TestServer.StartAsync(Json, _folder.Path, Token))
        {
            using var client = ClientOf(server);
            using var response = await client.PostAsync("/tools/reconstruct", new StringContent(""), Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await using var again = await TestServer.StartAsync(Json, _folder.Path, Token);
        using var other = ClientOf(again);
        Assert.Equal("[]", (await other.GetStringAsync("/jobs", Token)).Trim());
    }

    [Fact]
    public async Task Jobs_WithoutAnArchive_AreServed()
    {
        await using var server = await TestServer.StartAsync("""{ "Belfry" : { "ArchiveEnabled" : false } }""", _folder.Path, Token);
        using var client = ClientOf(server);
        Assert.Equal("[]", (await client.GetStringAsync("/jobs", Token)).Trim());
        using var response = await client.PostAsync("/tools/reconstruct", new StringContent(""), Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public void Settings_OfJobs_AreRead()
    {
        var settings = Read("""
            { "ConcurrentJobs" : 5, "JobsHistorySize" : 1000, "SaveJobs" : false, "Belfry" : { "ConcurrentJobsOfKinds" : { "IndexRebuild" : 3 } } }
            """).Jobs;
        Assert.Equal((5, 1000, false, 3), (settings.Engine.Concurrency, settings.Engine.HistorySize, settings.IsSaved, settings.ConcurrencyOfKinds["IndexRebuild"]));
        settings = Read("{}").Jobs;
        Assert.Equal((2, 10, true), (settings.Engine.Concurrency, settings.Engine.HistorySize, settings.IsSaved));
        Assert.Equal(Environment.ProcessorCount, Read("""{ "ConcurrentJobs" : 0 }""").Jobs.Engine.Concurrency);
        var fault = Assert.Throws<ConfigurationException>(() => Read("""{ "ConcurrentJobs" : -1, "Belfry" : { "ConcurrentJobsOfKinds" : { "IndexRebuild" : 0 } } }"""));
        Assert.Equal(2, fault.Problems.Count);
    }

    private static ServerConfiguration Read(string json) => ServerConfigurationReader.Read(ConfigurationDocument.Parse(json, "test.json", ""));

    private static HttpClient ClientOf(TestServer server) => new() { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}") };
}
