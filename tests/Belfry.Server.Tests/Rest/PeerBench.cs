using Belfry.TestKit;

namespace Belfry.Server.Tests;

/// <summary>A server and a peer of it, another server: modality <c>peer</c> of the first, AE title PEER. Modality <c>gone</c> is a port that nobody listens on.</summary>
internal sealed class PeerBench : IAsyncDisposable
{
    private PeerBench(RestBench peer, RestBench bench) => (Peer, Bench) = (peer, bench);

    public RestBench Peer { get; }

    public RestBench Bench { get; }

    /// <param name="more">More settings of the server.</param>
    /// <param name="morePeer">More settings of the peer.</param>
    /// <param name="entry">More members of the peer's entry.</param>
    /// <param name="allowed">What the peer takes from anyone.</param>
    public static async Task<PeerBench> StartAsync(string more = "", string morePeer = "", string entry = "", string allowed = "Find Get Move")
    {
        var peer = await RestBench.StartAsync(
            string.Concat(allowed.Split(' ').Select(static service => $", \"DicomAlwaysAllow{service}\" : true")) + morePeer, title: "PEER");
        var bench = await RestBench.StartAsync($$"""
            , "DicomModalities" : {
                "peer" : { "AET" : "PEER", "Host" : "127.0.0.1", "Port" : {{peer.Server.DicomEndPoints[0].Port}} {{entry}} },
                "gone" : ["GONE", "127.0.0.1", {{FreePort.Take()}}]
            } {{more}}
            """);
        return new PeerBench(peer, bench);
    }

    public async ValueTask DisposeAsync()
    {
        await Bench.DisposeAsync();
        await Peer.DisposeAsync();
    }
}
