using Microsoft.Extensions.Logging;

namespace Belfry.Network;

/// <summary>Asks peers for associations. May be shared; makes any number at once.</summary>
public sealed partial class AssociationRequestor
{
    /// <param name="limits">What each association grants its peer; the defaults by default.</param>
    /// <param name="loggers">Where log lines go; nowhere by default.</param>
    /// <param name="clock">Time; the system's by default.</param>
    public AssociationRequestor(AssociationLimits? limits = null, ILoggerFactory? loggers = null, TimeProvider? clock = null)
    {
        _ = (limits, loggers, clock);
        throw new NotSupportedException();
    }

    /// <summary>Connects by TCP and negotiates. Both together take at most <see cref="AssociationLimits.ArtimTimeout"/> each.</summary>
    /// <param name="host">Host name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="request">What to ask for.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="AssociationRejectedException">The peer refused.</exception>
    /// <exception cref="AssociationException">No connection, no answer, or an abort.</exception>
    public ValueTask<Association> RequestAsync(string host, int port, AssociationRequest request, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <summary>As the other overload, over a connection that stands. The association owns the transport from now on.</summary>
    public ValueTask<Association> RequestAsync(ITransport transport, AssociationRequest request, CancellationToken cancellation = default) =>
        throw new NotSupportedException();
}
