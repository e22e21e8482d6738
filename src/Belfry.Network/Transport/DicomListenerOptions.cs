using System.Net;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Where a <see cref="DicomListener"/> listens and how much it takes on. Immutable.</summary>
public sealed record DicomListenerOptions
{
    /// <summary>Addresses and ports to listen on. Port 0 takes a free one. All IPv4 and IPv6 addresses, port 4242, by default.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; init; } = [new IPEndPoint(IPAddress.IPv6Any, 4242)];

    /// <summary>Addresses and ports to listen on for DICOM over TLS. None by default.</summary>
    public IReadOnlyList<IPEndPoint> TlsEndPoints { get; init; } = [];

    /// <summary>
    /// How TLS is spoken; needed with <see cref="TlsEndPoints"/>. Asked at each handshake, on threads of the pool, so that certificates may be replaced
    /// while the listener runs.
    /// </summary>
    public Func<TlsSettings>? Tls { get; init; }

    /// <summary>
    /// Most associations at once. A further request is refused with rejected-transient, local-limit-exceeded. 500: some 10 MB when idle,
    /// and more than the modalities of a large hospital hold at once.
    /// </summary>
    public int MaxAssociations { get; init => field = AtLeastOne(value); } = 500;

    /// <summary>
    /// Most associations at once from one address; refused likewise. 100: a site behind one translated address stays far below, and
    /// five such peers at least are needed to use up all.
    /// </summary>
    public int MaxAssociationsPerAddress { get; init => field = AtLeastOne(value); } = 100;

    /// <summary>
    /// Most connections at once, those without an association included. A further one is closed unheard. 1,000: twice
    /// <see cref="MaxAssociations"/>, so that connections that never ask cannot keep those out that do.
    /// </summary>
    public int MaxConnections { get; init => field = AtLeastOne(value); } = 1000;

    /// <summary>Most connections at once from one address; a further one is closed unheard. 200, twice <see cref="MaxAssociationsPerAddress"/>.</summary>
    public int MaxConnectionsPerAddress { get; init => field = AtLeastOne(value); } = 200;

    /// <summary>Connections that the operating system holds until they are accepted. 512.</summary>
    public int Backlog { get; init => field = AtLeastOne(value); } = 512;

    /// <summary>
    /// Most threads that stay with associations whose peers ask for what handlers do, one with each: handlers are called without a change of
    /// thread. Further ones are served by threads that they share. A thread costs some 60 KB. 64; 0 for none; without effect where the system
    /// is not Linux.
    /// </summary>
    public int ServingThreads { get; init; } = 64;

    /// <summary>
    /// True for the calling AE titles of known peers: the tag <c>peer</c> of measurements tells those apart in any case, and others only up to 64. Asked on any
    /// thread, in whatever letters the peer writes its title; must be quick. By default none is known.
    /// </summary>
    public Func<AETitle, bool> IsKnownPeer { get; init; } = static _ => false;

    /// <summary>What each association grants its peer.</summary>
    public AssociationLimits Limits { get; init; } = AssociationLimits.Default;

    /// <summary>True serves connections by the runtime's sockets also where our own cost less.</summary>
    internal bool UsesRuntimeSockets { get; init; }

    private static int AtLeastOne(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        return value;
    }
}
