using Belfry.Server.Tests;
using Belfry.TestKit;

namespace Belfry.Conformance;

/// <summary>The server as DCMTK's tools see it, with a folder of worklist files.</summary>
public sealed class WorklistTests : IAsyncLifetime
{
    private readonly TemporaryFolder _items = new();
    private TestServer? _server;

    public static TheoryData<string> Queries => [.. WorklistQueryCase.All.Select(query => query.Id)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        WorklistSamples.WriteTo(_items.Path);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _items.Dispose();
    }

    [Theory]
    [MemberData(nameof(Queries))]
    [Trait("Section", "PS3.4 K.4")]
    public async Task FindScu_EachQuery_FindsTheExpectedItems(string id)
    {
        await StartAsync("""{ "DicomAlwaysAllowFindWorklist" : true, "Worklists" : { "Enable" : true, "Database" : "." } }""");
        var query = WorklistQueryCase.All.Single(q => q.Id == id);
        Assert.Equal(query.CaseInsensitive, await FindScu.AskAsync(query, _server?.DicomPort ?? 0));
    }

    [Fact]
    [Trait("Section", "PS3.4 A.4")]
    public async Task EchoScu_Repeated_IsAnsweredEachTime()
    {
        await StartAsync("{}");
        var (code, output) = await ForeignTool.RunAsync("echoscu", "-v", "--repeat", "20", "127.0.0.1", $"{_server?.DicomPort}");
        Assert.Equal(0, code);
        Assert.Equal(20, output.Split("Received Echo Response (Success)").Length - 1);
    }

    [Fact]
    [Trait("Section", "PS3.8 9.3.4")]
    public async Task EchoScu_WrongCalledAETitle_IsRefusedWhenChecked()
    {
        await StartAsync("""{ "DicomCheckCalledAet" : true, "DicomAet" : "RIGHT" }""");
        Assert.Equal(0, (await ForeignTool.RunAsync("echoscu", "-aec", "RIGHT", "127.0.0.1", $"{_server?.DicomPort}")).Code);
        var (code, output) = await ForeignTool.RunAsync("echoscu", "-aec", "WRONG", "127.0.0.1", $"{_server?.DicomPort}");
        Assert.NotEqual(0, code);
        Assert.Contains("Called AE Title Not Recognized", output);
    }

    private async Task StartAsync(string json) => _server = await TestServer.StartAsync(json, _items.Path, Token);
}
