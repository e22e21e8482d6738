using System.Net.Security;
using System.Security.Authentication;

namespace Belfry.Network;

/// <summary>What a handshake of TLS has agreed on. Immutable; may be kept.</summary>
/// <param name="Protocol">The version.</param>
/// <param name="CipherSuite">The cipher suite, by its registered name.</param>
/// <param name="Peer">Who the peer is; null when it showed no certificate.</param>
public sealed record TlsSession(SslProtocols Protocol, string CipherSuite, TlsPeer? Peer)
{
    /// <summary>The version in words, such as <c>TLS 1.3</c>.</summary>
    public string Version { get; } = Protocol switch
    {
        SslProtocols.Tls12 => "TLS 1.2",
        SslProtocols.Tls13 => "TLS 1.3",
        _ => Protocol.ToString(),
    };

    private string Text => field ??= Peer is null ? $"{Version} without certificate" : $"{Version} as {Peer.Subject}";

    /// <summary>Version and peer, as in the log.</summary>
    public override string ToString() => Text;

    /// <summary>What a stream has agreed on.</summary>
    internal static TlsSession Of(SslStream stream, TlsPeer? peer) => new(stream.SslProtocol, stream.NegotiatedCipherSuite.ToString(), peer);
}
