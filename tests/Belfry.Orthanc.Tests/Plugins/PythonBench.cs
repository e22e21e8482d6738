using System.Text.Json;
using Belfry.TestKit;

namespace Belfry.Orthanc.Tests.Plugins;

/// <summary>
/// Debian's Python plugin with the script <c>tests/native/callbacks.py</c>. An interpreter can be started once in a process, so all
/// tests share it.
/// </summary>
public sealed class PythonBench : IAsyncLifetime
{
    private static readonly string[] s_places =
    [
        "/usr/share/orthanc/plugins/libOrthancPython.so",
        "/usr/lib/orthanc/plugins/libOrthancPython.so",
        "/usr/local/share/orthanc/plugins/libOrthancPython.so",
    ];

    private PluginBench? _bench;

    /// <summary>The plugin's host; skips the test where the plugin is not installed.</summary>
    internal PluginBench Bench
    {
        get
        {
            Assert.SkipWhen(_bench is null, "skipped: Debian's package orthanc-python is not installed");
            return _bench!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (s_places.FirstOrDefault(File.Exists) is not { } library)
            return;
        var bench = new PluginBench();
        bench.Configuration = JsonSerializer.Serialize(new
        {
            PythonScript = Path.Combine(TestData.Path(), "..", "native", "callbacks.py"),
            PythonVerbose = false,
        });
        await bench.LoadAsync(library);
        _bench = bench;
    }

    public async ValueTask DisposeAsync()
    {
        if (_bench is not null)
            await _bench.DisposeAsync();
    }
}
