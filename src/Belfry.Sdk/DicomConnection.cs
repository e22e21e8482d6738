using System.Net;
using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Who asks: facts of the association that an operation came by (PS3.8 §9.3.2). Immutable; may be kept.</summary>
/// <param name="CallingAETitle">
/// The AE title that the peer gave itself. Not authenticated unless <see cref="Tls"/> has the subject of a certificate and the server binds certificates
/// to AE titles.
/// </param>
/// <param name="CalledAETitle">The AE title that the peer called, as it wrote it.</param>
/// <param name="RemoteAddress">The peer's address; null for an association in memory.</param>
/// <param name="AssociationId">Number of the association within this run of the server, as in the log.</param>
public sealed record DicomConnection(AETitle CallingAETitle, AETitle CalledAETitle, IPAddress? RemoteAddress, long AssociationId)
{
    /// <summary>What TLS tells of the association; null for one without TLS.</summary>
    public DicomTls? Tls { get; init; }
}
