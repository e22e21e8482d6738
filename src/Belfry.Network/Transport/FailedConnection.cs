namespace Belfry.Network;

/// <summary>An attempt of this side at an association for which no connection came about, or no TLS: nothing was asked of the peer. Immutable.</summary>
public sealed class FailedConnection
{
    /// <param name="host">Host name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="request">What was to be asked for.</param>
    /// <param name="limits">What was to be granted.</param>
    /// <param name="end">Why there was no connection.</param>
    public FailedConnection(string host, int port, AssociationRequest request, AssociationLimits limits, AssociationEnd end)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(limits);
        Id = Association.NextId();
        Host = host;
        Port = port;
        Request = RequestorNegotiation.Request(request, limits);
        End = end;
    }

    /// <summary>Its number, of the same count as <see cref="Association.Id"/>.</summary>
    public long Id { get; }

    /// <summary>Host name or address of the peer.</summary>
    public string Host { get; }

    /// <summary>TCP port of the peer.</summary>
    public int Port { get; }

    /// <summary>The A-ASSOCIATE-RQ that would have been sent.</summary>
    public AssociateRequestPdu Request { get; }

    /// <summary>Why there was no connection, and how long that took.</summary>
    public AssociationEnd End { get; }
}
