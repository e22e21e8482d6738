using Belfry.Server.Tests;
using Belfry.TestKit;

namespace Belfry.Sdk.Orthanc.Tests.Hosts;

/// <summary>
/// One sample in three hosts: managed in Belfry; exported in the installed Orthanc, which has the first callbacks only; exported in Belfry as a
/// native plugin, which has the second ones.
/// </summary>
internal sealed class SampleHosts : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private OtherPacs? _pacs;
    private RealOrthanc? _orthanc;
    private TestServer? _managed;
    private TestServer? _native;

    private SampleHosts()
    {
    }

    /// <summary>Where STORESCP of all hosts' modalities listens.</summary>
    public int StorePort { get; } = FreePort.Take();

    /// <summary>Where CMT, who asks for commitment, listens.</summary>
    public int CommitmentPort { get; } = FreePort.Take();

    public string Folder => _folder.Path;

    public RealOrthanc Orthanc => _orthanc ?? throw new InvalidOperationException("Orthanc does not run.");

    public int ManagedPort => _managed?.DicomPort ?? 0;

    public int NativePort => _native?.DicomPort ?? 0;

    public static async Task<SampleHosts> StartAsync(Sample sample)
    {
        var hosts = new SampleHosts();
        try
        {
            var library = await PublishedPlugin.LibraryAsync(sample.Folder, sample.Assembly);
            hosts._pacs = sample.AsksAnotherPacs ? await OtherPacs.StartAsync() : null;
            hosts._orthanc = await RealOrthanc.StartAsync(hosts.Settings(library, sample), hosts.Folder);
            hosts._managed = await hosts.StartBelfryAsync(PublishedPlugin.Managed(sample.Assembly), sample, "managed");
            hosts._native = await hosts.StartBelfryAsync(library, sample, "native");
            return hosts;
        }
        catch
        {
            await hosts.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_orthanc is not null)
            await _orthanc.DisposeAsync();
        if (_managed is not null)
            await _managed.DisposeAsync();
        if (_native is not null)
            await _native.DisposeAsync();
        if (_pacs is not null)
            await _pacs.DisposeAsync();
        _folder.Dispose();
    }

    private Task<TestServer> StartBelfryAsync(string plugin, Sample sample, string storage) =>
        TestServer.StartAsync($$"""{ "StorageDirectory" : "{{storage}}", {{Settings(plugin, sample)}} }""", Folder, CancellationToken.None);

    private string Settings(string plugin, Sample sample) =>
        $$"""
        "DicomAlwaysAllowFind" : true, "DicomAlwaysAllowFindWorklist" : true, "DicomAlwaysAllowMove" : true, "Plugins" : [ "{{plugin}}" ],
        "DicomModalities" : { "scp" : [ "STORESCP", "127.0.0.1", {{StorePort}} ], "cmt" : [ "CMT", "127.0.0.1", {{CommitmentPort}} ]
        {{(_pacs is null ? "" : $", \"pacs\" : [ \"ORTHANC\", \"127.0.0.1\", {_pacs.Port} ]")}} }
        {{(sample.Settings.Length > 0 ? "," + sample.Settings : "")}}
        """;
}
