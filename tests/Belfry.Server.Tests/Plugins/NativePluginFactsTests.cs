using System.Text.Json;
using Belfry.Orthanc.Tests.Plugins;
using Belfry.Server.Configuration;

namespace Belfry.Server.Tests.Plugins;

/// <summary>What is told of native plugins.</summary>
public sealed class NativePluginFactsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task System_PluginThatWantsWhatIsNotServed_NamesIt()
    {
        var library = NativeCompiler.Compile("asking.c", _folder.Path, "CODES=1002,1006");
        await using var server = await TestServer.StartAsync(JsonSerializer.Serialize(new { Plugins = new[] { library } }), _folder.Path, Token);
        using var http = new HttpClient();
        using var system = JsonDocument.Parse(await http.GetStringAsync($"http://127.0.0.1:{server.HttpPort}/system", Token));
        var plugin = Assert.Single(system.RootElement.GetProperty("Plugins").EnumerateArray(), p => p.GetProperty("Name").GetString() == "test-plugin");
        Assert.Equal(["a storage area", "an image decoder"], plugin.GetProperty("NotServed").EnumerateArray().Select(area => area.GetString()));
    }

    [Theory]
    [InlineData("""{ "Plugins" : [ "a.so" ], "PythonScript" : "a.py", "PythonVerbose" : true, "Gdcm" : { } }""", 0)]
    [InlineData("""{ "Plugins" : [ "a.so" ], "PythonScrip" : "a.py" }""", 1)]
    [InlineData("""{ "PythonScript" : "a.py", "Gdcm" : { } }""", 2)]
    public void Warnings_KeysOfPlugins_AreUnknownWithoutPlugins(string json, int count) =>
        Assert.Equal(count, ServerConfigurationReader.Read(ConfigurationDocument.Parse(json, "a.json", _folder.Path)).Warnings.Count);
}
