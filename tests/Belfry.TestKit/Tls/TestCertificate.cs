using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Belfry.Network;

namespace Belfry.TestKit;

/// <summary>A certificate with its key.</summary>
/// <param name="Certificate">Both, for .NET.</param>
/// <param name="KeyPem">The key alone, in PEM.</param>
public sealed record TestCertificate(X509Certificate2 Certificate, string KeyPem) : IDisposable
{
    public string Pem => Certificate.ExportCertificatePem();

    public SslStreamCertificateContext Context => SslStreamCertificateContext.Create(Certificate, null, offline: true);

    public TlsPeer Peer => TlsPeer.Of(Certificate);

    /// <summary>Writes <c>NAME.crt</c> and <c>NAME.key</c>.</summary>
    /// <returns>Their paths.</returns>
    public (string Certificate, string Key) Write(string folder, string name)
    {
        var (certificate, key) = (Path.Combine(folder, name + ".crt"), Path.Combine(folder, name + ".key"));
        File.WriteAllText(certificate, Pem + "\n");
        File.WriteAllText(key, KeyPem + "\n");
        return (certificate, key);
    }

    public void Dispose() => Certificate.Dispose();
}
