using System.Net;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>What a policy decides on: a well-formed A-ASSOCIATE-RQ and where it came from. Immutable; may be kept.</summary>
/// <param name="Request">The request. Protocol version, application context and AE titles are valid when a policy sees it.</param>
/// <param name="CallingAETitle">The AE title that the peer gave itself.</param>
/// <param name="CalledAETitle">The AE title that the peer calls.</param>
/// <param name="RemoteEndPoint">The peer's address; null for an association in memory.</param>
/// <param name="AssociationId">Number of the association within this run, as in the log.</param>
public sealed record AssociationProposal(
    AssociateRequestPdu Request, AETitle CallingAETitle, AETitle CalledAETitle, EndPoint? RemoteEndPoint, long AssociationId)
{
    /// <summary>What TLS has agreed on, the peer's certificate included; null without TLS.</summary>
    public TlsSession? Tls { get; init; }
}
