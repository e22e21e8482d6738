using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.Network;

/// <summary>Asks peers for associations. May be shared; makes any number at once.</summary>
public sealed class AssociationRequestor
{
    private readonly AssociationEnvironment _environment;

    /// <param name="limits">What each association grants its peer; the defaults by default.</param>
    /// <param name="loggers">Where log lines go; nowhere by default.</param>
    /// <param name="clock">Time; the system's by default.</param>
    /// <param name="observer">Is told of associations, and of operations that they perform; nobody by default.</param>
    public AssociationRequestor(
        AssociationLimits? limits = null, ILoggerFactory? loggers = null, TimeProvider? clock = null, IAssociationObserver? observer = null) =>
        _environment = new AssociationEnvironment(
            limits ?? AssociationLimits.Default,
            Policy: null,
            Registry: null,
            (loggers ?? NullLoggerFactory.Instance).CreateLogger("Belfry.Network"),
            clock ?? TimeProvider.System)
        {
            Observer = observer,
        };

    /// <summary>Connects by TCP and negotiates. Each takes at most <see cref="AssociationLimits.ArtimTimeout"/>.</summary>
    /// <param name="host">Host name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="request">What to ask for.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="AssociationRejectedException">The peer refused.</exception>
    /// <exception cref="AssociationException">No connection, no answer, or an abort.</exception>
    public ValueTask<Association> RequestAsync(string host, int port, AssociationRequest request, CancellationToken cancellation = default) =>
        RequestAsync(host, port, tls: null, request, cancellation);

    /// <summary>As the other overload, over TLS: connection and handshake together take at most <see cref="AssociationLimits.ArtimTimeout"/>.</summary>
    /// <param name="host">Host name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="tls">How TLS is spoken; null for without.</param>
    /// <param name="request">What to ask for.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="AssociationRejectedException">The peer refused.</exception>
    /// <exception cref="AssociationException">No connection, no TLS (<see cref="AssociationEndReason.TlsFailed"/>), no answer, or an abort.</exception>
    public async ValueTask<Association> RequestAsync(
        string host, int port, TlsSettings? tls, AssociationRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(request);
        return await RequestAsync(await ConnectAsync(host, port, tls, request, cancellation).ConfigureAwait(false), request, cancellation).ConfigureAwait(false);
    }

    /// <summary>As the other overload, over a connection that stands. The association owns the transport from now on.</summary>
    public async ValueTask<Association> RequestAsync(ITransport transport, AssociationRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(request);
        var association = new Association(_environment, transport, AssociationRole.Requestor, request.Routes);
        _ = association.RunRequestorAsync(request);
        try
        {
            await association.Established.WaitAsync(cancellation).ConfigureAwait(false);
            return association;
        }
        catch (OperationCanceledException)
        {
            await association.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<ITransport> ConnectAsync(string host, int port, TlsSettings? tls, AssociationRequest request, CancellationToken cancellation)
    {
        var began = _environment.Clock.GetTimestamp();
        var timeout = _environment.Limits.ArtimTimeout;
        using var timer = new CancellationTokenSource(timeout, _environment.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            var transport = await TcpSockets.ConnectAsync(host, port, either.Token).ConfigureAwait(false);
            return tls is null ? transport : await TlsTransport.ConnectAsync(transport, tls, host, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (exception is OperationCanceledException && cancellation.IsCancellationRequested)
                throw;
            var fault = exception switch
            {
                OperationCanceledException => new AssociationException(
                    AssociationEndReason.ConnectionFailed, $"No connection to {host}:{port} within {timeout.TotalSeconds} s.", exception),
                TlsFailedException => new AssociationException(AssociationEndReason.TlsFailed, $"No TLS connection to {host}:{port}: {exception.Message}.", exception),
                SocketException => new AssociationException(AssociationEndReason.ConnectionFailed, $"No connection to {host}:{port}: {exception.Message}.", exception),
                _ => null,
            };
            if (fault is null)
                throw;
            var end = new AssociationEnd(fault.Reason, fault.Message, Operations: 0, _environment.Clock.GetElapsedTime(began));
            _environment.Observer?.OnNotConnected(new FailedConnection(host, port, request, _environment.Limits, end));
            throw fault;
        }
    }
}
