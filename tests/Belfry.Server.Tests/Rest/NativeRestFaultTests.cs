namespace Belfry.Server.Tests;

/// <summary>HTTP filters of native plugins, and callbacks that let C++ exceptions out.</summary>
public sealed class NativeRestFaultTests
{
    [Fact]
    public async Task Filter_Refuses_RequestOfAClientIsForbidden()
    {
        await using var bench = await NativeRestBench.StartAsync("rest.c", "", "FILTER");
        Assert.Equal("plain", await bench.GetAsync("test/plain"));
        Assert.Equal((403, 45), await bench.Bench.FailAsync(HttpMethod.Get, "patients?forbidden"));
        Assert.Equal((403, 45), await bench.Bench.FailAsync(HttpMethod.Get, "garbage"));
        Assert.Contains("status=200", await bench.GetAsync("test/call?uri=/patients%3Fforbidden"), StringComparison.Ordinal);
        Assert.Equal(["/test/plain", "/patients", "/garbage", "/test/call"], bench.Log.Reports("filtered"));
    }

    [Fact]
    public async Task Callback_ThrowsInCpp_FailsItsOwnRequest()
    {
        await using var bench = await NativeRestBench.StartAsync("rest_throwing.cpp");
        Assert.Equal((500, 1), await bench.Bench.FailAsync(HttpMethod.Get, "throw"));
        Assert.Equal("answered, then thrown", await bench.GetAsync("throw?answers"));
        Assert.Equal((500, 1), await bench.Bench.FailAsync(HttpMethod.Get, "throw"));
        Assert.Equal("[]", (await bench.GetAsync("patients")).Replace("\n", "", StringComparison.Ordinal));
    }
}
