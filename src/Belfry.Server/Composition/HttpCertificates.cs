using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Belfry.Cli;
using Belfry.Server.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Belfry.Server.Composition;

/// <summary>The certificates of HTTPS: the server's own, and whom it trusts.</summary>
internal sealed class HttpCertificates
{
    private readonly HttpTlsSettings _settings;
    private readonly SslStreamCertificateContext _own;
    private readonly X509Certificate2Collection? _trusted;

    private HttpCertificates(HttpTlsSettings settings, SslStreamCertificateContext own, X509Certificate2Collection? trusted)
    {
        _settings = settings;
        _own = own;
        _trusted = trusted;
    }

    /// <exception cref="ServerStartException">A file has no certificate, no key, or one for another certificate.</exception>
    public static HttpCertificates Load(HttpTlsSettings settings, TimeProvider clock)
    {
        var file = settings.CertificateFile;
        try
        {
            var own = X509Certificate2.CreateFromPemFile(file);

            // The TLS of Windows takes no key that is in memory alone.
            if (OperatingSystem.IsWindows())
                own = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), password: null);
            if (own.NotAfter < clock.GetLocalNow().DateTime)
                throw new ServerStartException(ExitCodes.Usage, $"\"SslCertificate\": the certificate of '{file}' was valid until {own.NotAfter:yyyy-MM-dd}.");
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(file);
            X509Certificate2Collection? trusted = null;
            if (settings.TrustedClientsFile is { } clients)
            {
                file = clients;
                trusted = [];
                trusted.ImportFromPemFile(clients);
                if (trusted.Count == 0)
                    throw new ServerStartException(ExitCodes.Usage, $"\"SslTrustedClientCertificates\": '{clients}' has no certificate in PEM.");
            }

            return new HttpCertificates(settings, SslStreamCertificateContext.Create(own, chain, offline: true), trusted);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException(ExitCodes.Usage, $"The certificates of '{file}' cannot be used: {fault.Message}", fault);
        }
    }

    public void Configure(HttpsConnectionAdapterOptions options)
    {
        options.SslProtocols = _settings.Protocols;
        options.ServerCertificate = _own.TargetCertificate;
        options.ServerCertificateChain = [.. _own.IntermediateCertificates];
        if (_trusted is null)
            return;
        options.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        options.ClientCertificateValidation = (certificate, _, _) => IsTrusted(certificate);
    }

    private bool IsTrusted(X509Certificate2 certificate)
    {
        // A certificate that is itself in the file is trusted, whoever signed it.
        if (_trusted is null || _trusted.Any(trusted => trusted.RawData.AsSpan().SequenceEqual(certificate.RawData)))
            return true;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
