using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Server.Tests.Telemetry;

/// <summary>The server's listener knows by the configuration which peers have labels of their own.</summary>
public sealed class KnownPeerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Echo_ByAModalityInWhateverLetters_IsMeasuredUnderOneLabel()
    {
        var peers = new ConcurrentBag<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, to) =>
        {
            if (instrument.Name == "belfry.peers.operations.duration")
                to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var (name, value) in tags)
            {
                if (name == "peer" && value is string peer && peer.StartsWith("wired", StringComparison.OrdinalIgnoreCase))
                    peers.Add(peer);
            }
        });
        listener.Start();
        await using (var server = await TestServer.StartAsync("""{ "DicomModalities" : { "wired" : [ "WIRED", "127.0.0.1", 104 ] } }""", _folder.Path, Token))
        {
            foreach (var title in (string[])["WIRED", "Wired"])
                await EchoAsync(server, title);
        }

        // A title of nobody has a label for each spelling, or none of its own where there were many others.
        Assert.Equal(["WIRED", "WIRED"], peers);
    }

    private static async Task EchoAsync(TestServer server, string title)
    {
        var request = AssociationRequest.Create(AETitle.Parse(title), AETitle.Parse("ORTHANC"), [Uids.Verification]);
        await using var association = await new AssociationRequestor().RequestAsync("127.0.0.1", server.DicomPort, request, Token);
        await VerificationScu.EchoAsync(association, Token);
        await association.ReleaseAsync(Token);
    }
}
