using Belfry.Network;
using Microsoft.Extensions.Logging;

namespace Belfry.TestKit;

/// <summary>A listener without a port: scripted peers and requestors connect in memory. Disposal stops it and waits for all ends.</summary>
public sealed class InMemoryListener : IAsyncDisposable
{
    private readonly List<Task> _served = [];

    public InMemoryListener(
        TestRoutes? routes = null,
        TestPolicy? policy = null,
        DicomListenerOptions? options = null,
        TimeProvider? clock = null,
        ILoggerFactory? loggers = null,
        IAssociationObserver? observer = null)
    {
        Routes = routes ?? new TestRoutes();
        Policy = policy ?? new TestPolicy();
        Listener = new DicomListener(options ?? new DicomListenerOptions(), Policy, Routes, loggers, clock, observer);
    }

    /// <summary>Serves by a policy and routes other than the test's own.</summary>
    public InMemoryListener(IAssociationPolicy policy, IDimseRoutes routes, ILoggerFactory? loggers = null)
    {
        Routes = new TestRoutes();
        Policy = new TestPolicy();
        Listener = new DicomListener(new DicomListenerOptions(), policy, routes, loggers);
    }

    public TestRoutes Routes { get; }

    public TestPolicy Policy { get; }

    public DicomListener Listener { get; }

    /// <summary>The listener's side of the last connection.</summary>
    public InMemoryTransport? LastTransport { get; private set; }

    /// <summary>Connects a peer that the test plays.</summary>
    public ScriptedPeer Connect(int capacity = 1024 * 1024, System.Net.EndPoint? peerAddress = null) => new(ConnectTransport(capacity, peerAddress));

    /// <summary>Connects.</summary>
    /// <returns>The peer's side.</returns>
    public InMemoryTransport ConnectTransport(int capacity = 1024 * 1024, System.Net.EndPoint? peerAddress = null)
    {
        var (ours, theirs) = InMemoryTransport.CreatePair(capacity, peerAddress);
        LastTransport = ours;
        _served.Add(Listener.ServeAsync(ours));
        return theirs;
    }

    public async ValueTask DisposeAsync()
    {
        await Listener.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_served).ConfigureAwait(false);
    }
}
