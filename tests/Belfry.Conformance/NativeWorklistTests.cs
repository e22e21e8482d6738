using Belfry.Server.Tests;
using Belfry.TestKit;

namespace Belfry.Conformance;

/// <summary>
/// The compiled ModalityWorklists plugin of Orthanc in our server, asked by DCMTK. One server for all: the plugin keeps its state in its
/// library, which stays in memory.
/// </summary>
public sealed class NativeWorklistTests(NativeWorklistTests.Host host) : IClassFixture<NativeWorklistTests.Host>
{
    private const string Plugin = "/usr/share/orthanc/plugins/libModalityWorklists.so";

    public static TheoryData<string> MandatoryQueries => [.. WorklistQueryCase.All.Where(query => query.Class == "mandatory").Select(query => query.Id)];

    [Theory]
    [MemberData(nameof(MandatoryQueries))]
    [Trait("Section", "PS3.4 K.4")]
    public async Task FindScu_EachMandatoryQuery_FindsTheExpectedItems(string id)
    {
        var query = WorklistQueryCase.All.Single(q => q.Id == id);
        Assert.SkipUnless(host.Server is not null, "Orthanc's ModalityWorklists plugin is not installed");
        Assert.Equal("native plugin", host.Server?.Running.WorklistSource);
        Assert.Equal(query.CaseInsensitive, await FindScu.AskAsync(query, host.Server?.DicomPort ?? 0));
    }

    /// <summary>The server with the plugin.</summary>
    public sealed class Host : IAsyncLifetime
    {
        private readonly TemporaryFolder _items = new();

        internal TestServer? Server { get; private set; }

        public async ValueTask InitializeAsync()
        {
            if (!File.Exists(Plugin))
                return;
            WorklistSamples.WriteTo(_items.Path);
            Server = await TestServer.StartAsync(
                $$"""
                { "DicomAlwaysAllowFindWorklist" : true, "Plugins" : [ "{{Plugin}}" ],
                  "Worklists" : { "Enable" : true, "Database" : "{{_items.Path}}" } }
                """, _items.Path, CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            if (Server is not null)
                await Server.DisposeAsync();
            _items.Dispose();
        }
    }
}
