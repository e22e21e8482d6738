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
}
