using System.Net;
using System.Text.Json;
using Belfry.Server.Tests.Processes;

namespace Belfry.Server.Tests.Plugins;

/// <summary>A managed plugin serves addresses, filters requests, calls the server and keeps values.</summary>
public sealed class ManagedRestPluginTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Routes_OfAPlugin_AnswerAsTheServersOwn()
    {
        await using var bench = await StartAsync();
        using var hello = await bench.Client.GetAsync("managed/hello/Ada?header=x", Cancellation);
        Assert.Equal("Hello, Ada", await hello.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("x", hello.Headers.GetValues("X-Name").Single());
        using var wrong = await bench.Client.DeleteAsync("managed/hello/Ada", Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrong.StatusCode);
        Assert.Equal(["GET"], wrong.Content.Headers.Allow);
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, "managed/missing"));
        Assert.Equal((500, -1), await bench.FailAsync(HttpMethod.Get, "managed/faulty"));
        Assert.Equal((500, -1), await bench.FailAsync(HttpMethod.Get, "managed/hello/Ada?header=a%0D%0Ab"));
        using var upper = await bench.Client.PostAsync("managed/upper", new StringContent("text"), Cancellation);
        Assert.Equal("TEXT", await upper.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Host_RestAndStores_AreThereForAPlugin()
    {
        await using var bench = await StartAsync();
        var stored = await bench.UploadAsync(RestBench.Instance("P", 1, 1, 1));
        Assert.Equal([stored.GetProperty("ParentStudy").GetString() ?? ""], RestBench.Texts(await bench.GetAsync("managed/studies")));
        using var put = await bench.Client.PutAsync("managed/values/a", new StringContent("kept"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal("kept", await bench.Client.GetStringAsync("managed/values/a", Cancellation));
        Assert.Equal((404, 17), await bench.FailAsync(HttpMethod.Get, "managed/values/b"));
    }

    [Fact]
    public async Task Filter_OfAPlugin_RefusesAnyRoute()
    {
        await using var bench = await StartAsync();
        Assert.Equal((403, 45), await bench.FailAsync(HttpMethod.Get, "studies?refuse"));
        Assert.Equal((403, 45), await bench.FailAsync(HttpMethod.Get, "managed/hello/Ada?refuse"));
    }

    private static Task<RestBench> StartAsync() =>
        RestBench.StartAsync($", \"Steered\" : {{ \"Behaviour\" : \"answer\" }}, \"Plugins\" : {JsonSerializer.Serialize(new[] { TestPlugins.Steered })}");
}
