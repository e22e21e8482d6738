using System.Net;
using Belfry.Network;

namespace Belfry.Web;

/// <summary>What is known of one association, or of the attempt at one.</summary>
internal struct AssociationFacts
{
    /// <summary>The number that the log has, too.</summary>
    public long Id;

    public AssociationRole Role;
    public EndPoint? Peer;

    /// <summary>When it was established, or when the attempt ended, in UTC.</summary>
    public DateTimeOffset Began;

    /// <summary>What the handshake of TLS agreed on; null without TLS, and where none came about.</summary>
    public TlsSession? Tls;

    /// <summary>What was asked for, without the user's identity; null when no TLS came about.</summary>
    public AssociateRequestPdu? Request;

    /// <summary>What was answered; null for an attempt that failed.</summary>
    public AssociateAcceptPdu? Accept;

    /// <summary>The contexts in force, with the roles of this side.</summary>
    public IReadOnlyList<PresentationContext> Contexts;

    /// <summary>How it ended; null while it lives.</summary>
    public AssociationEnd? End;
}
