using Belfry.Dicom;
using Belfry.Server.Configuration;

namespace Belfry.Server.Demo;

/// <summary>
/// The configuration of a server that was given none: a worklist and an archive that anyone on this machine may use, and nobody else. Its
/// folder, and what was stored, lives as long as the server.
/// </summary>
internal sealed class DemoConfiguration : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("belfry-demo-");

    private DemoConfiguration()
    {
    }

    public ServerConfiguration Configuration { get; private set; } = new() { Document = ConfigurationDocument.Parse("{}", "demonstration", ".") };

    /// <summary>The folder with the worklist; a file that is put there is served.</summary>
    public string Folder => _folder.FullName;

    public static DemoConfiguration Create(TimeProvider clock)
    {
        var demo = new DemoConfiguration();
        DemoWorklist.Write(demo.Folder, DateOnly.FromDateTime(clock.GetLocalNow().DateTime), new RandomUidGenerator());
        var json = $$"""
            {
              "Name" : "Belfry demonstration",
              "DicomAet" : "BELFRY",
              "DicomAlwaysAllowFindWorklist" : true,
              "DicomAlwaysAllowFind" : true,
              "DicomAlwaysAllowGet" : true,
              "DicomAlwaysAllowMove" : true,
              "DicomModalities" : { "storescp" : [ "STORESCP", "127.0.0.1", 11112 ], "tool" : [ "BELFRY", "127.0.0.1", 11113 ] },
              "StorageDirectory" : "archive",
              "DefaultEncoding" : "Utf8",
              "HttpBindAddresses" : [ "127.0.0.1" ],
              "Worklists" : { "Enable" : true, "Database" : "{{Quote(demo.Folder)}}" },
              "Belfry" : { "DicomBindAddresses" : [ "127.0.0.1" ] }
            }
            """;
        demo.Configuration = ServerConfigurationReader.Read(ConfigurationDocument.Parse(json, "demonstration", demo.Folder)) with { IsDemo = true };
        return demo;
    }

    // Enough for the path of a temporary folder, and nothing to load for it.
    private static string Quote(string path) => path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);
}
