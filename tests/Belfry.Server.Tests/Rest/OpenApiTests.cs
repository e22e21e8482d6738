using Microsoft.OpenApi;

namespace Belfry.Server.Tests;

/// <summary>The document that describes the REST interface.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task Document_OfAServerWithAnArchive_IsValidAndDescribesEachRoute()
    {
        await using var bench = await RestBench.StartAsync();
        var text = await bench.Client.GetStringAsync("openapi.json", TestContext.Current.CancellationToken);
        var read = OpenApiDocument.Parse(text, "json");
        Assert.Empty(read.Diagnostic?.Errors ?? []);
        Assert.Empty(read.Diagnostic?.Warnings ?? []);
        var paths = Assert.IsType<OpenApiPaths>(read.Document?.Paths);
        Assert.All((string[])["/system", "/studies/{id}/series", "/tools/find", "/modalities/{name}/store", "/jobs/{id}"], path => Assert.Contains(path, paths.Keys));
        var operations = paths.SelectMany(static path => path.Value.Operations!.Select(operation => (Name: $"{operation.Key} {path.Key}", operation.Value))).ToList();
        Assert.Equal([], operations.Where(static operation => string.IsNullOrEmpty(operation.Value.Summary)).Select(static operation => operation.Name));
        Assert.Equal(operations.Count, operations.Select(static operation => operation.Value.OperationId).Distinct().Count());
    }

    [Fact]
    public async Task Document_EachPathWithoutParameters_IsServed()
    {
        await using var bench = await RestBench.StartAsync();
        var read = OpenApiDocument.Parse(await bench.Client.GetStringAsync("openapi.json", TestContext.Current.CancellationToken), "json");
        foreach (var path in read.Document!.Paths.Where(static path => path.Value.Operations!.ContainsKey(HttpMethod.Get) && !path.Key.Contains('{')))
        {
            using var answer = await bench.Client.GetAsync(path.Key, TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode is 200 or 503, $"{path.Key}: {answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("/system", "GET", "ApiVersion", "Version")]
    [InlineData("/statistics", "GET", "CountInstances", "TotalDiskSize")]
    [InlineData("/patients/{id}", "GET", "ID", "Studies")]
    [InlineData("/series/{id}", "GET", "ExpectedNumberOfInstances", "Status")]
    [InlineData("/instances/{id}", "GET", "FileSize", "ParentSeries")]
    [InlineData("/studies/{id}", "DELETE", "RemainingAncestor")]
    [InlineData("/instances", "POST", "ID", "Status")]
    [InlineData("/jobs/{id}", "GET", "Content", "Type")]
    [InlineData("/changes", "GET", "Changes", "Last")]
    [InlineData("/exports", "GET", "Exports", "Last")]
    [InlineData("/tools/count-resources", "POST", "Count")]
    [InlineData("/modalities/{name}/configuration", "GET", "AET", "Port")]
    public async Task Document_AnswersOfRoutes_HaveTheMembersThatAreWritten(string path, string verb, params string[] members)
    {
        await using var bench = await RestBench.StartAsync();
        var read = OpenApiDocument.Parse(await bench.Client.GetStringAsync("openapi.json", TestContext.Current.CancellationToken), "json");
        var operation = read.Document!.Paths[path].Operations![new HttpMethod(verb)];
        var schema = operation.Responses!["200"].Content!["application/json"].Schema;
        Assert.Equal(JsonSchemaType.Object, schema?.Type);
        Assert.Subset(schema!.Properties!.Keys.ToHashSet(), members.ToHashSet());
    }

    [Fact]
    public async Task Document_WhatIsAnsweredWithAnExample_IsWhatIsAnswered()
    {
        await using var bench = await RestBench.StartAsync();
        await bench.UploadAsync(RestBench.Instance("P1", 1, 1, 1));
        var read = OpenApiDocument.Parse(await bench.Client.GetStringAsync("openapi.json", TestContext.Current.CancellationToken), "json");
        foreach (var level in (string[])["patients", "studies", "series", "instances"])
        {
            var shown = (await bench.GetAsync($"{level}?expand"))[0].EnumerateObject().Select(static member => member.Name);
            var schema = read.Document!.Paths[$"/{level}/{{id}}"].Operations![HttpMethod.Get].Responses!["200"].Content!["application/json"].Schema;
            Assert.Equal(shown, schema!.Properties!.Keys);
        }

        Assert.True(read.Document!.Paths.SelectMany(static path => path.Value.Operations!.Values)
            .Count(static operation => operation.Responses!["200"].Content is { Count: > 0 }) >= 20);
    }
}
