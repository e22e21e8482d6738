using System.Text;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Sdk;
using Belfry.Server.Composition;
using Belfry.Server.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

// The loop of the fuzzer waits for each input.
#pragma warning disable VSTHRD002

namespace Belfry.Fuzz;

/// <summary>
/// Requests of HTTP to a server with an archive: whatever comes is answered, and a fault is the client's. The first line is the verb and the address, what
/// follows is the body. Addresses from which the server would call others are left out.
/// </summary>
internal static class RestTarget
{
    private static readonly string[] s_places =
    [
        "/patients", "/studies", "/series", "/instances", "/tools/find", "/tools/lookup", "/tools/count-resources", "/tools/bulk-content", "/tools/now",
        "/changes", "/exports", "/statistics", "/jobs", "/queries", "/system", "/storage-commitment",
    ];

    // What the reference server answers with 500 too: an unknown attribute, a sequence of calls that is wrong.
    private static readonly int[] s_codesOf500 = [6, 27];

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);
    private static readonly Lazy<IRestApi> s_server = new(Start);

    public static void Run(byte[] bytes)
    {
        if (Read(bytes) is not { } call || !s_places.Any(place => call.Path.StartsWith(place, StringComparison.Ordinal)))
            return;
        using var limit = new CancellationTokenSource(s_longest);
        var answer = s_server.Value.CallAsync(call, limit.Token).GetAwaiter().GetResult();
        if (answer.Status < 500 || answer.Status is 501 or 507)
            return;
        using var error = JsonDocument.Parse(answer.Body);
        var code = error.RootElement.GetProperty("OrthancStatus").GetInt32();
        FuzzFinding.Unless(s_codesOf500.Contains(code), $"{call.Verb} {call.Path} is answered with {answer.Status}: {Encoding.UTF8.GetString(answer.Body.Span)}");
    }

    private static RestCall? Read(byte[] bytes)
    {
        var end = Array.IndexOf(bytes, (byte)'\n');
        var line = Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !Enum.TryParse<RestVerb>(line[..space], ignoreCase: true, out var verb) || verb is not (RestVerb.Get or RestVerb.Post or RestVerb.Put or RestVerb.Delete))
            return null;
        try
        {
            var address = new Uri("http://localhost" + line[(space + 1)..], UriKind.Absolute);
            return new RestCall(verb, address.PathAndQuery) { Body = end < 0 ? default : bytes.AsMemory(end + 1) };
        }
        catch (UriFormatException)
        {
            // The HTTP server takes no such line.
            return null;
        }
    }

    private static IRestApi Start()
    {
        var folder = Directory.CreateTempSubdirectory("belfry-fuzz-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var json = $$"""
            {
              "StorageDirectory" : {{JsonSerializer.Serialize(Path.Combine(folder, "storage"))}}, "SyncStorageArea" : false, "DicomServerEnabled" : false,
              "HttpPort" : 0, "HttpBindAddresses" : ["127.0.0.1"], "MaximumStorageSize" : 64, "MaximumStorageMode" : "Recycle"
            }
            """;
        var configuration = ServerConfigurationReader.Read(ConfigurationDocument.Parse(json, "fuzz.json", folder));
        var server = Task.Run(() => BelfryServer.StartAsync(configuration, NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None)).GetAwaiter().GetResult();
        server.Calls.CallAsync(new RestCall(RestVerb.Post, "/instances") { Body = Sample() }).GetAwaiter().GetResult();
        return server.Calls;
    }

    private static byte[] Sample()
    {
        var dataSet = new DicomDataSet
        {
            { Tags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7" },
            { Tags.SOPInstanceUID, "1.2.3.4.5" },
            { Tags.StudyDate, "20260101" },
            { Tags.AccessionNumber, "A1" },
            { Tags.Modality, "OT" },
            { Tags.PatientName, "Doe^Jane" },
            { Tags.PatientID, "P1" },
            { Tags.StudyInstanceUID, "1.2.3" },
            { Tags.SeriesInstanceUID, "1.2.3.4" },
        };
        return new DicomFile(dataSet, TransferSyntax.ExplicitVRLittleEndian).ToBytes();
    }
}
