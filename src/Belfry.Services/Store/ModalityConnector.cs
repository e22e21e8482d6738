using System.Collections.Concurrent;
using Belfry.Network;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>Makes associations by TCP, or over TLS to a modality that wants it. Thread-safe.</summary>
/// <param name="options">Time-outs where a modality has none of its own.</param>
/// <param name="limits">The other limits of associations.</param>
/// <param name="loggers">Where associations log.</param>
/// <param name="clock">Time.</param>
/// <param name="observer">Is told of associations; nobody by default.</param>
/// <param name="tls">
/// Says how TLS is spoken to a modality, or fails as an association does; null, the default, has no certificates, and no modality with TLS is called.
/// </param>
public sealed class ModalityConnector(
    StoreScuOptions options,
    AssociationLimits limits,
    ILoggerFactory loggers,
    TimeProvider clock,
    IAssociationObserver? observer = null,
    Func<RemoteModality, TlsSettings>? tls = null) : IModalityConnector
{
    private readonly ConcurrentDictionary<TimeSpan, AssociationRequestor> _requestors = [];

    /// <inheritdoc/>
    public ValueTask<Association> ConnectAsync(RemoteModality modality, AssociationRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(modality);
        var requestor = _requestors.GetOrAdd(modality.Timeout ?? options.ConnectTimeout, MakeRequestor);
        return requestor.RequestAsync(modality.Host, modality.Port, modality.UseTls ? FindTls(modality, request) : null, request, cancellation);
    }

    private TlsSettings FindTls(RemoteModality modality, AssociationRequest request)
    {
        try
        {
            return tls?.Invoke(modality)
                ?? throw new AssociationException(AssociationEndReason.TlsFailed, $"{modality.Name} is called by TLS, and nothing says whose certificates are trusted.");
        }
        catch (AssociationException fault)
        {
            observer?.OnNotConnected(new FailedConnection(modality.Host, modality.Port, request, limits, new AssociationEnd(fault.Reason, fault.Message, Operations: 0, TimeSpan.Zero)));
            throw;
        }
    }

    // Who wants to be done with a peer does not wait for ever.
    private AssociationRequestor MakeRequestor(TimeSpan timeout) => new(
        limits with { ArtimTimeout = timeout, ReleaseTimeout = timeout == Timeout.InfiniteTimeSpan ? limits.ReleaseTimeout : timeout }, loggers, clock, observer);
}
