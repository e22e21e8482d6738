using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Belfry.Network;

/// <summary>Whether an acceptor asks peers for certificates.</summary>
public enum TlsPeerCertificates
{
    /// <summary>A peer without a trusted certificate is refused: both sides are authenticated.</summary>
    Required,

    /// <summary>A peer may have none; one that is shown has to be trusted.</summary>
    IfGiven,

    /// <summary>Nobody is asked.</summary>
    NotAsked,
}

/// <summary>
/// How TLS is spoken (PS3.15 Annex B): TLS 1.2 and 1.3 with the cipher suites of BCP 195 unless less is wanted; never anything older. Immutable.
/// </summary>
public sealed record TlsSettings
{
    private const SslProtocols Spoken = SslProtocols.Tls12 | SslProtocols.Tls13;

    private IReadOnlyList<TlsCipherSuite> _cipherSuites = TlsCipherSuites.All;

    /// <summary>The own certificate; an acceptor needs one, a requestor may have none.</summary>
    public SslStreamCertificateContext? Certificate { get; init; }

    /// <summary>Whose certificates are trusted; null for whom the operating system trusts.</summary>
    public TrustedCertificates? Trusted { get; init; }

    /// <summary>Whether an acceptor asks for certificates; a requestor always gets one. Default: it must have one.</summary>
    public TlsPeerCertificates PeerCertificates { get; init; }

    /// <summary>The versions that are offered: TLS 1.2 and 1.3, or one of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None, or an older one.</exception>
    public SslProtocols Protocols
    {
        get;
        init => field = value != SslProtocols.None && (value & ~Spoken) == 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "TLS 1.2 and 1.3 are spoken.");
    } = Spoken;

    /// <summary>The cipher suites that are offered, of <see cref="TlsCipherSuites.All"/>, which is the default. Windows has a policy of its own.</summary>
    public IReadOnlyList<TlsCipherSuite> CipherSuites
    {
        get => _cipherSuites;
        init
        {
            _cipherSuites = value;
            Policy = TlsCipherSuites.PolicyOf(value);
        }
    }

    /// <summary>A requestor takes only a certificate that is for the host that it calls. Default: false, since many of DICOM's are not.</summary>
    public bool ChecksHostName { get; init; }

    /// <summary>What else is asked of a trusted certificate: says what is wrong with it, or null. Called at each handshake, several at once.</summary>
    public Func<TlsPeer, string?>? Check { get; init; }

    /// <summary>Says what time it is for certificates.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    private CipherSuitesPolicy? Policy { get; init; } = TlsCipherSuites.PolicyOf(TlsCipherSuites.All);

    /// <summary>The options of an acceptor.</summary>
    /// <param name="judged">Takes who the peer is, and what is wrong with its certificate; null for nothing.</param>
    /// <exception cref="InvalidOperationException">There is no certificate.</exception>
    public SslServerAuthenticationOptions CreateServerOptions(Action<TlsPeer?, string?>? judged = null) => new()
    {
        ServerCertificateContext = Certificate ?? throw new InvalidOperationException("An acceptor of TLS needs a certificate."),
        ClientCertificateRequired = PeerCertificates != TlsPeerCertificates.NotAsked,
        EnabledSslProtocols = Protocols,
        CipherSuitesPolicy = Policy,
        AllowRenegotiation = false,

        // A peer proves anew each time who it is: trust may have changed since the last one.
        AllowTlsResume = PeerCertificates == TlsPeerCertificates.NotAsked,
        CertificateChainPolicy = Trusted?.CreatePolicy(Clock),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            (PeerCertificates != TlsPeerCertificates.Required && certificate is null) || IsTaken(certificate, chain, errors, host: null, judged),
    };

    /// <summary>The options of a requestor.</summary>
    /// <param name="host">Whom it calls.</param>
    /// <param name="judged">As of <see cref="CreateServerOptions"/>.</param>
    public SslClientAuthenticationOptions CreateClientOptions(string host, Action<TlsPeer?, string?>? judged = null) => new()
    {
        TargetHost = host,
        ClientCertificateContext = Certificate,
        EnabledSslProtocols = Protocols,
        CipherSuitesPolicy = Policy,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        CertificateChainPolicy = Trusted?.CreatePolicy(Clock),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            IsTaken(certificate, chain, errors, ChecksHostName ? host : null, judged),
    };

    private bool IsTaken(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors, string? host, Action<TlsPeer?, string?>? judged)
    {
        var certificate = shown as X509Certificate2;
        var peer = certificate is null ? null : TlsPeer.Of(certificate);
        var fault = certificate is null || peer is null
            ? "the peer shows no certificate"
            : FindFault(certificate, chain, errors) ?? FindFault(peer, host);
        judged?.Invoke(peer, fault);
        return fault is null;
    }

    private string? FindFault(TlsPeer peer, string? host) =>
        host is not null && !peer.IsNamed(host) ? $"the certificate of {peer} is not for {host}" : Check?.Invoke(peer);

    private string? FindFault(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var now = Clock.GetUtcNow().UtcDateTime;
        if (certificate.NotAfter.ToUniversalTime() < now)
            return $"the certificate of {certificate.Subject} was valid until {certificate.NotAfter:yyyy-MM-dd}";
        if (certificate.NotBefore.ToUniversalTime() > now)
            return $"the certificate of {certificate.Subject} is valid from {certificate.NotBefore:yyyy-MM-dd}";
        if (CertificateStrength.FindWeakness(certificate) is { } weakness)
            return $"the certificate of {certificate.Subject} is too weak: {weakness}";

        // One that is trusted itself needs nobody who signed it.
        if ((errors & SslPolicyErrors.RemoteCertificateChainErrors) == 0 || Trusted?.Has(certificate) == true)
            return null;
        var why = chain is null ? "" : string.Join(", ", chain.ChainStatus.Select(static status => status.Status).Distinct());
        return $"the certificate of {certificate.Subject}, by {certificate.Issuer}, is not trusted ({why})";
    }
}
