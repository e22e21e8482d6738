using System.Net;
using Microsoft.Extensions.Logging;

namespace Belfry.Network;

/// <summary>Accepts associations on TCP (PS3.8 §9.1). Start once, stop once.</summary>
public sealed partial class DicomListener : IAsyncDisposable
{
    /// <param name="options">Where, and how much.</param>
    /// <param name="policy">Who may associate, and for what.</param>
    /// <param name="routes">Who performs operations.</param>
    /// <param name="loggers">Where log lines go; nowhere by default.</param>
    /// <param name="clock">Time; the system's by default.</param>
    public DicomListener(DicomListenerOptions options, IAssociationPolicy policy, IDimseRoutes routes, ILoggerFactory? loggers = null, TimeProvider? clock = null)
    {
        _ = (options, policy, routes, loggers, clock);
        throw new NotSupportedException();
    }

    /// <summary>The first address listened on, with its real port; null before <see cref="StartAsync"/>.</summary>
    public IPEndPoint? LocalEndPoint => throw new NotSupportedException();

    /// <summary>All addresses listened on, with their real ports.</summary>
    public IReadOnlyList<IPEndPoint> LocalEndPoints => throw new NotSupportedException();

    /// <summary>Number of associations now established.</summary>
    public int AssociationCount => throw new NotSupportedException();

    /// <summary>Binds and begins to accept.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">An address cannot be bound.</exception>
    public Task StartAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>
    /// Stops accepting, lets running operations finish until the token fires, then cancels them, aborts what is left and waits for
    /// the end. Idle associations are aborted at once.
    /// </summary>
    public Task StopAsync(CancellationToken gracePeriod = default) => throw new NotSupportedException();

    /// <summary>Stops without a grace period.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
