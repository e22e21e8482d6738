using Belfry.Server.Composition;
using Belfry.Server.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.Server.Tests;

/// <summary>The whole server in this process, on free ports of loopback.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private TestServer(BelfryServer server) => Running = server;

    private static System.Net.IPEndPoint FreePort => new(System.Net.IPAddress.Loopback, 0);

    public BelfryServer Running { get; }

    public int DicomPort => Running.DicomEndPoints[0].Port;

    /// <summary>The port that speaks TLS.</summary>
    public int DicomTlsPort => Running.DicomTlsEndPoints[0].Port;

    public int HttpPort => Running.HttpPort ?? throw new InvalidOperationException("HTTP is not served.");

    /// <param name="json">The configuration, without ports and addresses.</param>
    /// <param name="folder">Where its relative paths start.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="loggers">Where it logs; nowhere by default.</param>
    /// <param name="clock">Its clock; the system's by default.</param>
    public static async Task<TestServer> StartAsync(
        string json, string folder, CancellationToken cancellation, ILoggerFactory? loggers = null, TimeProvider? clock = null)
    {
        var configuration = ServerConfigurationReader.Read(ConfigurationDocument.Parse(json, "test.json", folder));
        configuration = configuration with
        {
            Dicom = configuration.Dicom with { EndPoints = [FreePort], TlsEndPoints = [.. configuration.Dicom.TlsEndPoints.Select(static _ => FreePort)] },
            Http = configuration.Http with { Port = 0, BindAddresses = [System.Net.IPAddress.Loopback] },
        };
        return new TestServer(await BelfryServer.StartAsync(configuration, loggers ?? NullLoggerFactory.Instance, clock ?? TimeProvider.System, cancellation));
    }

    public ValueTask DisposeAsync() => Running.DisposeAsync();
}
