using System.Net;
using System.Text.Json;
using Belfry.Jobs;

namespace Belfry.Server.Tests.Jobs;

/// <summary>Group G of the REST surface: each route, and each status.</summary>
public sealed class JobRoutesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_WithAndWithoutExpand_GivesIdentifiersOrJobs()
    {
        await using var host = await JobsHost.StartAsync();
        Assert.Equal(0, (await GetAsync(host, "/jobs")).GetArrayLength());
        var first = await host.SubmitAsync(JobState.Success);
        var second = await host.SubmitAsync(JobState.Pending);
        Assert.Equal([$"{first:D}", $"{second:D}"], (await GetAsync(host, "/jobs")).EnumerateArray().Select(id => id.GetString()));
        Assert.Equal([$"{first:D}", $"{second:D}"], (await GetAsync(host, "/jobs?expand")).EnumerateArray().Select(job => job.GetProperty("ID").GetString()));
        Assert.Equal(JsonValueKind.String, (await GetAsync(host, "/jobs?expand=false"))[0].ValueKind);
    }

    [Theory]
    [InlineData(JobState.Pending, "", 0, 0)]
    [InlineData(JobState.Running, "EstimatedTimeOfArrival", 0, 42)]
    [InlineData(JobState.Success, "CompletionTime", 0, 100)]
    [InlineData(JobState.Failure, "CompletionTime", 9, 42)]
    [InlineData(JobState.Paused, "", 0, 42)]
    [InlineData(JobState.Retry, "", 9, 42)]
    public async Task Show_InEachState_HasItsMembersInOrder(JobState state, string extra, int error, int progress)
    {
        await using var host = await JobsHost.StartAsync();
        var id = await host.SubmitAsync(state);
        var job = await GetAsync(host, $"/jobs/{id}");
        List<string> expected =
        [
            "Content", "CreationTime", "EffectiveRuntime", "ErrorCode", "ErrorDescription", "ErrorDetails", "ID", "Priority", "Progress", "State", "Timestamp", "Type",
            "UserData",
        ];
        if (extra.Length > 0)
            expected.Add(extra);
        Assert.Equal(expected.Order(StringComparer.Ordinal), job.EnumerateObject().Select(member => member.Name));
        Assert.Equal(state.ToString(), job.GetProperty("State").GetString());
        Assert.Equal(error, job.GetProperty("ErrorCode").GetInt32());
        Assert.Equal(error == 0 ? "Success" : "Error in the network protocol", job.GetProperty("ErrorDescription").GetString());
        Assert.Equal(state == JobState.Failure ? "refused" : "", job.GetProperty("ErrorDetails").GetString());
        Assert.Equal(progress, job.GetProperty("Progress").GetInt32());
        Assert.Equal(("Waiting", 7, $"{id:D}"), (job.GetProperty("Type").GetString(), job.GetProperty("Priority").GetInt32(), job.GetProperty("ID").GetString()));
        Assert.Equal(3, job.GetProperty("UserData")[0].GetInt32());
        Assert.Matches("^[0-9]{8}T[0-9]{6}\\.[0-9]{6}$", job.GetProperty("CreationTime").GetString());
        using var content = JsonDocument.Parse(job.GetProperty("Content").GetRawText());
        Assert.Equal("""{"a":{"c":"é","d":[{"y":2,"z":1}]},"b":1}""", string.Concat(content.RootElement.GetRawText().Where(c => !char.IsWhiteSpace(c))).Replace("\\u00E9", "é", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(JobState.Pending, 200, 400, 200, 400, 400)]
    [InlineData(JobState.Running, 200, 400, 200, 400, 400)]
    [InlineData(JobState.Success, 200, 400, 200, 400, 200)]
    [InlineData(JobState.Failure, 200, 400, 200, 200, 200)]
    [InlineData(JobState.Paused, 200, 200, 200, 400, 400)]
    [InlineData(JobState.Retry, 200, 400, 200, 400, 400)]
    public async Task Commands_InEachState_AnswerWithTheirStatus(JobState state, int pause, int resume, int cancel, int resubmit, int delete)
    {
        foreach (var (name, status) in new[] { ("pause", pause), ("resume", resume), ("cancel", cancel), ("resubmit", resubmit) })
        {
            await using var host = await JobsHost.StartAsync();
            var id = await host.SubmitAsync(state);
            using var response = await host.Client.PostAsync($"/jobs/{id}/{name}", new StringContent(""), Token);
            Assert.Equal((name, status), (name, (int)response.StatusCode));
            Assert.Equal(status == 200 ? "{}" : "", await response.Content.ReadAsStringAsync(Token));
            Assert.Equal(status == 200 ? "application/json" : null, response.Content.Headers.ContentType?.ToString());
        }

        await using var other = await JobsHost.StartAsync();
        var deleted = await other.SubmitAsync(state);
        using var answer = await other.Client.DeleteAsync($"/jobs/{deleted}", Token);
        Assert.Equal(delete, (int)answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(Token));
        using var after = await other.Client.GetAsync($"/jobs/{deleted}", Token);
        Assert.Equal(delete == 200 ? HttpStatusCode.NotFound : HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task Commands_OneAfterTheOther_SteerTheJob()
    {
        await using var host = await JobsHost.StartAsync();
        var id = await host.SubmitAsync(JobState.Running);
        await PostAsync(host, id, "pause");
        await host.UntilAsync(id, JobState.Paused);
        await PostAsync(host, id, "resume");
        await host.Worker.Runs.Reader.ReadAsync(Token);
        await PostAsync(host, id, "cancel");
        await host.UntilAsync(id, JobState.Failure);
        Assert.Equal(37, (await GetAsync(host, $"/jobs/{id}")).GetProperty("ErrorCode").GetInt32());
        await PostAsync(host, id, "resubmit");
        var (run, end) = await host.Worker.Runs.Reader.ReadAsync(Token);
        Assert.Equal(id, run.Job.Id);
        end.SetResult(JobOutcome.Succeeded);
        await host.UntilAsync(id, JobState.Success);
    }

    [Theory]
    [InlineData("GET", "/jobs/nope", 404)]
    [InlineData("GET", "/jobs/00000000-0000-0000-0000-000000000000", 404)]
    [InlineData("DELETE", "/jobs/00000000-0000-0000-0000-000000000000", 404)]
    [InlineData("POST", "/jobs/00000000-0000-0000-0000-000000000000/pause", 400)]
    [InlineData("POST", "/jobs/nope/cancel", 400)]
    [InlineData("POST", "/jobs/nope/resume", 400)]
    [InlineData("POST", "/jobs/nope/resubmit", 400)]
    [InlineData("GET", "/jobs/nope/pause", 405)]
    [InlineData("POST", "/jobs", 405)]
    public async Task Routes_WhatIsNotThere_AnswerWithAnEmptyBody(string method, string path, int status)
    {
        await using var host = await JobsHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await host.Client.SendAsync(request, Token);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
    }

    private static async Task<JsonElement> GetAsync(JobsHost host, string path)
    {
        using var response = await host.Client.GetAsync(path, Token);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        return document.RootElement.Clone();
    }

    private static async Task PostAsync(JobsHost host, Guid id, string command)
    {
        using var response = await host.Client.PostAsync($"/jobs/{id}/{command}", new StringContent(""), Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
