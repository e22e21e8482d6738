namespace Belfry.Sdk;

/// <summary>What TLS tells of an association (PS3.15 Annex B). Immutable; may be kept.</summary>
/// <param name="Version">The version, such as <c>TLS 1.3</c>.</param>
/// <param name="PeerSubject">The subject of the peer's certificate, which leads to a trusted one, such as <c>CN=CT1</c>; null when it showed none.</param>
/// <param name="PeerFingerprint">SHA-256 of that certificate: 64 hexadecimal digits, capital; null when it showed none.</param>
public sealed record DicomTls(string Version, string? PeerSubject, string? PeerFingerprint);
