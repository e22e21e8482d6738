using Belfry.Orthanc.Tests.Plugins;
using Microsoft.Extensions.Logging;

namespace Belfry.Orthanc.Tests;

public sealed partial class LoadingTests
{
    [Fact]
    public async Task Load_Plugin_TellsWhatItIs()
    {
        await using var bench = new PluginBench();
        var path = bench.Compile("registering.c", "PLUGIN_NAME=\"first\"");
        var plugins = await bench.LoadAsync(path);
        var info = Assert.Single(plugins.Plugins);
        Assert.Equal(("first", "1.2", path), (info.Name, info.Version, info.Path));
        Assert.Equal(["worklist (v2)"], info.Callbacks);
    }

    [Fact]
    public async Task Load_Folder_TakesPluginsAndSkipsTheRest()
    {
        await using var bench = new PluginBench();
        bench.Compile("registering.c", "PLUGIN_NAME=\"first\"");
        bench.Compile("no_plugin.c");
        File.WriteAllText(Path.Combine(bench.Folder, "text.so"), "no library");
        File.WriteAllText(Path.Combine(bench.Folder, "readme.txt"), "no library");
        var below = Directory.CreateDirectory(Path.Combine(bench.Folder, "below")).FullName;
        bench.CompileInto(below, "registering.c", "PLUGIN_NAME=\"below\"");
        var plugins = await bench.LoadAsync(bench.Folder);
        Assert.Equal("first", Assert.Single(plugins.Plugins).Name);
        Assert.Equal(2, bench.Log.Lines.Count(l => l.Id.Id == 5001));
    }

    [Fact]
    public async Task Load_NamedFileThatIsNoPlugin_Fails()
    {
        await using var bench = new PluginBench();
        var path = bench.Compile("no_plugin.c");
        var failure = await Assert.ThrowsAsync<OrthancPluginException>(() => bench.LoadAsync(path));
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("OrthancPluginInitialize", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_MissingPath_Fails()
    {
        await using var bench = new PluginBench();
        var path = Path.Combine(bench.Folder, "absent.so");
        Assert.Equal(path, (await Assert.ThrowsAsync<OrthancPluginException>(() => bench.LoadAsync(path))).Path);
    }

    [Fact]
    public async Task Load_NamedFileThatIsNoLibrary_Fails()
    {
        await using var bench = new PluginBench();
        var path = Path.Combine(bench.Folder, "text.so");
        File.WriteAllText(path, "no library");
        await Assert.ThrowsAsync<OrthancPluginException>(() => bench.LoadAsync(path));
    }

    [Fact]
    public async Task Load_InitialisationFails_NamesThePluginAndFinalisesTheOthers()
    {
        await using var bench = new PluginBench();
        var good = bench.Compile("registering.c", "PLUGIN_NAME=\"good\"");
        var bad = bench.Compile("failing.c", "PLUGIN_NAME=\"bad\"", "RESULT=15");
        var failure = await Assert.ThrowsAsync<OrthancPluginException>(() => bench.LoadAsync(good, bad));
        Assert.Contains("'bad'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("15 (BadFileFormat)", failure.Message, StringComparison.Ordinal);
        Assert.Contains(bench.Log.Lines, l => l.Text == "good: finalize");
        Assert.DoesNotContain(bench.Log.Lines, l => l.Text == "bad: finalize");
    }

    [Fact]
    public async Task Load_TwoPluginsOfOneName_Fails()
    {
        await using var bench = new PluginBench();
        var first = bench.Compile("registering.c");
        var second = bench.Compile("registering.c");
        var failure = await Assert.ThrowsAsync<OrthancPluginException>(() => bench.LoadAsync(first, second));
        Assert.Contains("'test-plugin'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_PluginLines_CarryLevelAndName()
    {
        await using var bench = new PluginBench();
        await bench.LoadAsync(bench.Compile("services.c", "FILE_PATH=\"/nonexistent\""));
        Assert.Contains(bench.Log.Lines, l => l.Level == LogLevel.Trace && l.Text == "test-plugin: at information");
        Assert.Contains(bench.Log.Lines, l => l.Category == "Belfry.Plugins.test-plugin");
        Assert.Contains(bench.Log.Lines, l => l.Level == LogLevel.Error && l.Text == "test-plugin: at error");
        Assert.Contains(bench.Log.Lines, l => l.Level == LogLevel.Trace && l.Text == "test-plugin: at trace");
    }

    [Fact]
    public async Task IsNativeLibrary_Files_TellsThemApart()
    {
        await using var bench = new PluginBench();
        Assert.True(OrthancPlugins.IsNativeLibrary(bench.Compile("no_plugin.c")));
        Assert.False(OrthancPlugins.IsNativeLibrary(typeof(OrthancPlugins).Assembly.Location));
        Assert.False(OrthancPlugins.IsNativeLibrary(Path.Combine(bench.Folder, "absent")));
    }

    [Fact]
    public async Task Register_SecondCallback_IsRefusedAndTheFirstStays()
    {
        await using var bench = new PluginBench();
        var plugins = await bench.LoadAsync(
            bench.Compile("registering.c", "PLUGIN_NAME=\"one\"", "NULL_FIRST"), bench.Compile("registering.c", "PLUGIN_NAME=\"two\""));
        Assert.Equal("0", bench.Log.Report("null-v1"));
        Assert.Equal("0", bench.Log.Report("null-v2"));
        Assert.Equal(["0", "1"], bench.Log.Reports("first-v2"));
        Assert.Equal(["1", "1"], bench.Log.Reports("second-v1"));
        Assert.Equal(["1", "1"], bench.Log.Reports("second-v2"));
        Assert.Equal(["worklist (v2)"], plugins.Plugins[0].Callbacks);
        Assert.Empty(plugins.Plugins[1].Callbacks);
        Assert.Empty(await bench.AskAsync(PluginBench.Request()));
        Assert.True(bench.Log.HasPluginLine("called-v2"));
    }
}
