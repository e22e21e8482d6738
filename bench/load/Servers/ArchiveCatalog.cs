using System.Globalization;
using System.Text;
using System.Text.Json;
using Belfry.LoadBench.RawClient;
using Belfry.TestKit;

namespace Belfry.LoadBench.Servers;

/// <summary>
/// Starts archives in the way they are shipped, with the settings that the task needs and no others. Each keeps its data in a folder of
/// its own; the destination of C-MOVE listens on a port that all are told.
/// </summary>
internal sealed class ArchiveCatalog(string folder, int sinkPort, LoadOptions options)
{
    /// <summary>The names by which rows and aims refer to the archives that <see cref="ServerCatalog"/> does not start.</summary>
    public const string Qrscp = "dcmqrscp", Storescp = "storescp", WriteLimit = "C program";

    /// <summary>The most studies that an area of dcmqrscp can hold; it deletes the oldest for the next.</summary>
    public const int QrscpStudies = 500;

    /// <summary>Areas of dcmqrscp. It searches all of an area for each instance, so that each association that stores gets an empty one.</summary>
    private const int Areas = 256;

    /// <summary>Called AE titles. To dcmqrscp each is an area of its own; nobody else makes a difference.</summary>
    public static string AeTitle(int area) => string.Create(CultureInfo.InvariantCulture, $"AREA{area % Areas}");

    public async Task<ServerUnderTest> StartBelfryAsync(string name, bool isDurable, bool commitmentReadsFiles = true)
    {
        (int port, int httpPort, string home, string configuration) = Prepare(name, isDurable, commitmentReadsFiles);
        return (await ServerUnderTest.StartAsync(ServerCatalog.Belfry, port, home, options.BelfryProgram!, "serve", configuration)).With(httpPort);
    }

    public async Task<ServerUnderTest> StartOrthancAsync(string name, bool isDurable)
    {
        (int port, int httpPort, string home, string configuration) = Prepare(name, isDurable);
        return (await ServerUnderTest.StartAsync(ServerCatalog.Orthanc, port, home, options.OrthancProgram, configuration)).With(httpPort);
    }

    public Task<ServerUnderTest> StartQrscpAsync(string name)
    {
        int port = FreePort.Take();
        string home = Home(name);
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"NetworkTCPPort = {port}")
            .AppendLine("MaxPDUSize = 16384")
            .AppendLine("MaxAssociations = 64")
            .AppendLine("HostTable BEGIN")
            .AppendLine(CultureInfo.InvariantCulture, $"sink = ({StoreSink.AeTitle}, 127.0.0.1, {sinkPort})")
            .AppendLine("HostTable END")
            .AppendLine("VendorTable BEGIN")
            .AppendLine("VendorTable END")
            .AppendLine("AETable BEGIN");
        for (int area = 0; area < Areas; area++)
        {
            string path = Directory.CreateDirectory(Path.Combine(home, AeTitle(area))).FullName;
            text.AppendLine(CultureInfo.InvariantCulture, $"{AeTitle(area)} {path} RW ({QrscpStudies}, 1024mb) ANY");
        }

        string configuration = Path.Combine(home, "dcmqrscp.cfg");
        File.WriteAllText(configuration, text.AppendLine("AETable END").ToString());
        return ServerUnderTest.StartAsync(Qrscp, port, home, "dcmqrscp", "-c", configuration);
    }

    public Task<ServerUnderTest> StartStorescpAsync(string name)
    {
        int port = FreePort.Take();
        string home = Home(name);
        return ServerUnderTest.StartAsync(
            Storescp, port, home, "storescp", "--fork", "-od", Path.Combine(home, "storage"), port.ToString(CultureInfo.InvariantCulture));
    }

    private (int Port, int HttpPort, string Home, string Configuration) Prepare(string name, bool isDurable, bool commitmentReadsFiles = true)
    {
        string home = Home(name);
        int port = FreePort.Take();
        int httpPort = FreePort.Take();
        string configuration = Path.Combine(home, "configuration.json");
        File.WriteAllText(configuration, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["Name"] = "Load",
            ["StorageDirectory"] = Path.Combine(home, "storage"),
            ["IndexDirectory"] = Path.Combine(home, "storage"),
            ["SyncStorageArea"] = isDurable,
            ["DicomAet"] = AeTitle(0),
            ["DicomPort"] = port,
            ["HttpPort"] = httpPort,
            ["RemoteAccessAllowed"] = false,
            ["DicomAlwaysAllowFind"] = true,
            ["DicomAlwaysAllowGet"] = true,
            ["DicomAlwaysAllowMove"] = true,
            ["Belfry"] = new Dictionary<string, object> { ["CommitmentReadsFiles"] = commitmentReadsFiles },
            ["DicomModalities"] = new Dictionary<string, object>
            {
                ["sink"] = new object[] { StoreSink.AeTitle, "127.0.0.1", sinkPort },
                ["client"] = new object[] { DicomBytes.CallingAeTitle, "127.0.0.1", sinkPort },
            },
        }));
        return (port, httpPort, home, configuration);
    }

    private string Home(string name)
    {
        string home = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.Combine(home, "storage"));
        return home;
    }
}
