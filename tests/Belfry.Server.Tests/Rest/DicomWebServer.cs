using Belfry.Orthanc.Tests.Plugins;

namespace Belfry.Server.Tests;

/// <summary>The server with Debian's DICOMweb plugin, which can be initialised once in a process: all tests share it.</summary>
public sealed class DicomWebServer : IAsyncLifetime
{
    private RestBench? _bench;

    internal RestBench Bench
    {
        get
        {
            Assert.SkipWhen(_bench is null, "skipped: Debian's package orthanc-dicomweb is not installed");
            return _bench!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (DebianPlugins.PathOf("libOrthancDicomWeb.so") is not null)
            _bench = await DebianPlugins.StartAsync("libOrthancDicomWeb.so", ", \"DicomWeb\" : { \"Enable\" : true }", new RecordingLoggers());
    }

    public async ValueTask DisposeAsync()
    {
        if (_bench is not null)
            await _bench.DisposeAsync();
    }
}
