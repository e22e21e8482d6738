using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.Network;

/// <summary>Accepts associations on TCP (PS3.8 §9.1). Start once, stop once.</summary>
public sealed partial class DicomListener : IAsyncDisposable
{
    private static readonly TimeSpan _backOff = TimeSpan.FromMilliseconds(100);

    private readonly DicomListenerOptions _options;
    private readonly AssociationEnvironment _environment;
    private readonly AssociationRegistry _registry;
    private readonly IDimseRoutes _routes;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<IAcceptor> _acceptors = [];
    private readonly List<Task> _accepting = [];
    private IReadOnlyList<IPEndPoint> _localEndPoints = [];
    private IReadOnlyList<IPEndPoint> _localTlsEndPoints = [];
    private volatile bool _hasFailed;

    /// <param name="options">Where, and how much.</param>
    /// <param name="policy">Who may associate, and for what.</param>
    /// <param name="routes">Who performs operations.</param>
    /// <param name="loggers">Where log lines go; nowhere by default.</param>
    /// <param name="clock">Time; the system's by default.</param>
    /// <param name="observer">Is told of associations and operations; nobody by default.</param>
    public DicomListener(
        DicomListenerOptions options,
        IAssociationPolicy policy,
        IDimseRoutes routes,
        ILoggerFactory? loggers = null,
        TimeProvider? clock = null,
        IAssociationObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(routes);
        if (options is { TlsEndPoints.Count: > 0, Tls: null })
            throw new ArgumentException("To listen for TLS needs to know how TLS is spoken.", nameof(options));
        _options = options;
        _routes = routes;
        _registry = new AssociationRegistry(options);
        var logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("Belfry.Network");
        _environment = new AssociationEnvironment(options.Limits, policy, _registry, logger, clock ?? TimeProvider.System)
        {
            Observer = observer,
            IsKnownPeer = options.IsKnownPeer,
            Threads = new ServingThreads(options.ServingThreads),
        };
    }

    /// <summary>The first address listened on, with its real port; null before <see cref="StartAsync"/>.</summary>
    public IPEndPoint? LocalEndPoint => _localEndPoints.Count == 0 ? null : _localEndPoints[0];

    /// <summary>All addresses listened on, with their real ports; those of TLS last.</summary>
    public IReadOnlyList<IPEndPoint> LocalEndPoints => _localEndPoints;

    /// <summary>Those of them where TLS is spoken.</summary>
    public IReadOnlyList<IPEndPoint> LocalTlsEndPoints => _localTlsEndPoints;

    /// <summary>True from <see cref="StartAsync"/> to <see cref="StopAsync"/>, unless an address can no longer be listened on.</summary>
    public bool IsListening => _localEndPoints.Count > 0 && !_hasFailed && !_stopping.IsCancellationRequested;

    /// <summary>Number of associations now established.</summary>
    public int AssociationCount => _registry.AssociationCount;

    /// <summary>Binds and begins to accept.</summary>
    /// <exception cref="SocketException">An address cannot be bound.</exception>
    public Task StartAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            foreach (var endPoint in _options.EndPoints.Concat(_options.TlsEndPoints))
                _acceptors.Add(Bind(endPoint));
        }
        catch
        {
            _acceptors.ForEach(acceptor => acceptor.Dispose());
            throw;
        }

        _localEndPoints = [.. _acceptors.Select(acceptor => acceptor.LocalEndPoint)];
        _localTlsEndPoints = [.. _localEndPoints.Skip(_options.EndPoints.Count)];
        foreach (var (index, acceptor) in _acceptors.Index())
        {
            var tls = index < _options.EndPoints.Count ? null : _options.Tls;
            if (tls is null)
                Log.Listening(_environment.Logger, acceptor.LocalEndPoint);
            else
                Log.ListeningForTls(_environment.Logger, acceptor.LocalEndPoint);
            _accepting.Add(AcceptAsync(acceptor.AcceptAsync, acceptor.LocalEndPoint, tls));
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Stops accepting, lets running operations finish until the token fires, then cancels them, aborts what is left and waits for
    /// the end. Idle associations are aborted at once; a peer that then does not close has
    /// <see cref="AssociationLimits.ClosingTimeout"/>.
    /// </summary>
    public async Task StopAsync(CancellationToken gracePeriod = default)
    {
        if (!_stopping.IsCancellationRequested)
            await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var acceptor in _acceptors)
            acceptor.Dispose();
        await Task.WhenAll(_accepting).ConfigureAwait(false);
        foreach (var association in _registry.All())
            association.Stop();
        try
        {
            await _registry.EmptyAsync().WaitAsync(gracePeriod).ConfigureAwait(false);
            return;
        }
        catch (OperationCanceledException)
        {
            foreach (var association in _registry.All())
                association.StopNow();
        }

        try
        {
            await _registry.EmptyAsync().WaitAsync(_options.Limits.ClosingTimeout, _environment.Clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            foreach (var association in _registry.All())
                association.CloseNow();
            await _registry.EmptyAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Stops without a grace period.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>Serves a connection that somebody else has made; the listener's limits hold for it too. Completes when it is closed.</summary>
    /// <param name="transport">The connection; it belongs to the association from now on.</param>
    public async Task ServeAsync(ITransport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        if (!_registry.MayConnect(transport.RemoteEndPoint))
        {
            NetworkMetrics.ConnectionRefused();
            await transport.DisposeAsync().ConfigureAwait(false);
            return;
        }

        var association = new Association(_environment, transport, AssociationRole.Acceptor, _routes);
        _registry.Add(association);
        if (_stopping.IsCancellationRequested)
            association.Stop();
        await association.RunAcceptorAsync().ConfigureAwait(false);
        _registry.Remove(association);
    }

    private IAcceptor Bind(IPEndPoint endPoint)
    {
        if (endPoint.Address.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6)
            endPoint = new IPEndPoint(IPAddress.Any, endPoint.Port);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(endPoint);
            socket.Listen(_options.Backlog);
            return _options.UsesRuntimeSockets ? new SocketAcceptor(socket) : TcpSockets.Accept(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Accepts until stopped or unable to. Each connection runs on its own; its task never fails.</summary>
    /// <param name="accept">Gives the next connection, or fails as a socket does.</param>
    /// <param name="endPoint">Where; for the log.</param>
    /// <param name="tls">How TLS is spoken there; null where it is not.</param>
    internal async Task AcceptAsync(Func<CancellationToken, ValueTask<ITransport>> accept, EndPoint? endPoint, Func<TlsSettings>? tls = null)
    {
        var isTold = false;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var connection = await accept(_stopping.Token).ConfigureAwait(false);
                isTold = false;
                _ = ServeAsync(tls is null ? connection : TlsTransport.ForAcceptor(connection, tls));
            }
            catch (SocketException exception) when (AcceptFault.IsOfConnection(exception.SocketErrorCode))
            {
                // The peer was gone before we got to it. The next one is not to blame.
                continue;
            }
            catch (SocketException exception) when (!_stopping.IsCancellationRequested && AcceptFault.MayPass(exception.SocketErrorCode))
            {
                // Once for all the times in turn: it is tried ten times a second.
                if (!isTold)
                    Log.AcceptFailed(_environment.Logger, exception);
                isTold = true;
                await Task.Delay(_backOff, _environment.Clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                if (_stopping.IsCancellationRequested)
                    return;
                _hasFailed = true;
                Log.ListenerFailed(_environment.Logger, exception, endPoint);
                return;
            }
        }
    }
}
