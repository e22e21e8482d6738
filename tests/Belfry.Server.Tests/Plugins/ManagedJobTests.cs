using System.Net;
using System.Text.Json;
using Belfry.Server.Tests.Processes;

namespace Belfry.Server.Tests.Plugins;

/// <summary>Jobs of a managed plugin's own kind: submitted, shown, stopped, failed, and done although the server was restarted or killed.</summary>
public sealed class ManagedJobTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Submitted_RunsAndIsShownWithContentAndProgress()
    {
        await using var server = await StartAsync();
        using var client = ClientOf(server);
        var id = await SubmitAsync(client, "3/0/done");
        Assert.Contains("State = Success, Progress = 1", await client.GetStringAsync($"counting/{id}", Token), StringComparison.Ordinal);
        var job = await JobAsync(client, id);
        Assert.Equal(("counting.Count", "Success", 100), (Text(job, "Type"), Text(job, "State"), job.GetProperty("Progress").GetInt32()));
        Assert.Equal("""{"Counted":3,"Steps":3}""", Compact(job.GetProperty("Content")));
        Assert.Equal(["1 from 1", "2 from 1", "3 from 1"], Steps);
        Assert.Contains("belfry_callbacks_duration_seconds_count{service=\"job\",handler=\"Belfry.TestPlugins.JobPlugin\"}", await client.GetStringAsync("metrics", Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1/0/fail", "Failure", 1, "It was to fail.", 1)]
    [InlineData("1/0/throw", "Failure", -1, "InvalidOperationException", 1)]
    [InlineData("1/0/retry", "Success", 0, "", 1)]
    public async Task Ended_WithAnOutcome_IsShown(string path, string state, int code, string details, int steps)
    {
        await using var server = await StartAsync();
        using var client = ClientOf(server);
        var id = await SubmitAsync(client, path);
        await client.GetStringAsync($"counting/{id}", Token);
        var job = await JobAsync(client, id);
        Assert.Equal((state, code, details), (Text(job, "State"), job.GetProperty("ErrorCode").GetInt32(), Text(job, "ErrorDetails")));

        // An attempt after a checkpoint goes on from there.
        Assert.Equal(steps, Steps.Length);
        using var plugins = JsonDocument.Parse(await client.GetStringAsync("console/api/plugins", Token));
        var plugin = plugins.RootElement.EnumerateArray().Single(static plugin => plugin.GetProperty("name").GetString() == "counting");
        Assert.Equal(code == -1, plugin.TryGetProperty("lastError", out var error) && (error.GetString() ?? "").Contains("It was to throw.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restarted_Server_GoesOnFromTheCheckpoint()
    {
        string id;
        await using (var first = await StartAsync())
        {
            using var client = ClientOf(first);
            id = await SubmitAsync(client, "5/4/done");
            await UntilAsync(async () => Text(await JobAsync(client, id), "State") == "Running" && (await JobAsync(client, id)).GetProperty("Progress").GetInt32() == 60);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "go"), "", Token);
        await using var second = await StartAsync();
        using var other = ClientOf(second);
        await other.GetStringAsync($"counting/{id}", Token);
        Assert.Equal("Success", Text(await JobAsync(other, id), "State"));
        Assert.Equal(["1 from 1", "2 from 1", "3 from 1", "4 from 4", "5 from 4"], Steps);
    }

    [Fact]
    public async Task Killed_Server_GoesOnFromTheCheckpoint()
    {
        var configuration = _folder.Write("belfry.json", Configuration);
        string id;
        await using (var first = await ServerProcess.StartAsync(configuration))
        {
            using var client = ProcessRest.ClientOf(first);
            id = await SubmitAsync(client, "4/3/done");
            await UntilAsync(async () => (await JobAsync(client, id)).GetProperty("Progress").GetInt32() == 50);
            await first.KillAsync();
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "go"), "", Token);
        await using var second = await ServerProcess.StartAsync(configuration);
        using var other = ProcessRest.ClientOf(second);
        Assert.Equal("Success", await ProcessRest.EndOfJobAsync(other, id, Token));
        Assert.Equal(["1 from 1", "2 from 1", "3 from 3", "4 from 3"], Steps);
    }

    [Fact]
    public async Task Cancelled_ByThePluginAndByRest_EndsAndIsBegunAnewWhenResubmitted()
    {
        await using var server = await StartAsync();
        using var client = ClientOf(server);
        var id = await SubmitAsync(client, "3/2/done");
        await UntilAsync(async () => (await JobAsync(client, id)).GetProperty("Progress").GetInt32() == 33);
        using var cancelled = await client.DeleteAsync($"counting/{id}", Token);
        Assert.Equal("True", await cancelled.Content.ReadAsStringAsync(Token));
        await client.GetStringAsync($"counting/{id}", Token);
        Assert.Equal(("Failure", 37), (Text(await JobAsync(client, id), "State"), (await JobAsync(client, id)).GetProperty("ErrorCode").GetInt32()));
        using var unknown = await client.DeleteAsync("counting/00000000-0000-0000-0000-000000000001", Token);
        Assert.Equal("False", await unknown.Content.ReadAsStringAsync(Token));

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "go"), "", Token);
        using var again = await client.PostAsync($"jobs/{id}/resubmit", new StringContent(""), Token);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        await client.GetStringAsync($"counting/{id}", Token);
        Assert.Equal("Success", Text(await JobAsync(client, id), "State"));
        Assert.Equal(["1 from 1", "1 from 1", "2 from 1", "3 from 1"], Steps);
    }

    [Fact]
    public async Task Submitted_ByManyAtOnceWithOneKey_IsOneJob()
    {
        await using var server = await StartAsync();
        using var client = ClientOf(server);
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SubmitAsync(client, "2/1/done?key=one")));
        Assert.Single(ids.Distinct());
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "go"), "", Token);
        await client.GetStringAsync($"counting/{ids[0]}", Token);
        Assert.Equal(2, Steps.Length);
    }

    [Fact]
    public async Task Submitted_OfAKindThatThePluginDidNotGive_IsRefused()
    {
        await using var server = await StartAsync();
        using var client = ClientOf(server);
        using var answer = await client.PostAsync("counting-foreign", new StringContent(""), Token);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("[]", (await client.GetStringAsync("jobs", Token)).Replace("\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Removed_Plugin_ItsJobsWaitUntilItIsThereAgain()
    {
        string id;
        await using (var first = await StartAsync())
        {
            using var client = ClientOf(first);
            id = await SubmitAsync(client, "2/2/done");
            await UntilAsync(async () => (await JobAsync(client, id)).GetProperty("Progress").GetInt32() == 50);
        }

        await using (var without = await TestServer.StartAsync("""{ "StorageDirectory" : "archive" }""", _folder.Path, Token))
        {
            using var client = ClientOf(without);
            Assert.Equal("Pending", Text(await JobAsync(client, id), "State"));
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "go"), "", Token);
        await using var again = await StartAsync();
        using var other = ClientOf(again);
        await other.GetStringAsync($"counting/{id}", Token);
        Assert.Equal(["1 from 1", "2 from 2"], Steps);
    }

    private string[] Steps => File.ReadAllLines(Path.Combine(_folder.Path, "steps"));

    private static string Configuration => $$"""
        { "StorageDirectory" : "archive", "Steered" : { "Behaviour" : "answer" }, "Plugins" : {{JsonSerializer.Serialize(new[] { TestPlugins.Steered })}},
          "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ] } }
        """;

    private Task<TestServer> StartAsync() => TestServer.StartAsync(Configuration, _folder.Path, Token);

    private static HttpClient ClientOf(TestServer server) => new() { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}/") };

    private static async Task<string> SubmitAsync(HttpClient client, string path)
    {
        using var answer = await client.PostAsync($"counting/{path}", new StringContent(""), Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }

    private static async Task<JsonElement> JobAsync(HttpClient client, string id)
    {
        using var shown = JsonDocument.Parse(await client.GetStringAsync($"jobs/{id}", Token));
        return shown.RootElement.Clone();
    }

    private static string? Text(JsonElement job, string member) => job.GetProperty(member).GetString();

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    // Each look is a request.
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(_patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
            await timer.WaitForNextTickAsync(limit.Token);
    }
}
