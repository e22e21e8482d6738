using System.CommandLine;
using Belfry.Network;

namespace Belfry.Cli;

/// <summary>TLS towards a peer. Any of these options asks for it.</summary>
internal sealed class TlsOptions
{
    private readonly Option<bool> _tls = new("--tls") { Description = "Speak TLS" };
    private readonly Option<string?> _authority = FileOption("--tls-ca", "Whose certificates are trusted, in PEM; those whom this system trusts, for the peer's host, by default");
    private readonly Option<string?> _certificate = FileOption("--tls-certificate", "Our certificate, in PEM, and those between it and the root");
    private readonly Option<string?> _key = FileOption("--tls-key", "Its private key, in PEM, unless it is in the same file");
    private readonly Option<string?> _name = new("--tls-name") { Description = "What the peer's certificate must be: one of its names, or its fingerprint (SHA-256)", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_tls, _authority, _certificate, _key, _name])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_key) is not null && result.GetValue(_certificate) is null)
                result.AddError("--tls-key needs the certificate of the key: --tls-certificate.");
        });
    }

    /// <summary>What they ask for; null for no TLS.</summary>
    /// <exception cref="IOException">A file cannot be used.</exception>
    public TlsSettings? Read(ParseResult parsed)
    {
        var (authority, certificate, name) = (parsed.GetValue(_authority), parsed.GetValue(_certificate), parsed.GetValue(_name));
        if (!parsed.GetValue(_tls) && authority is null && certificate is null && name is null)
            return null;
        var wanted = name is null ? null : TlsPeer.FingerprintOf(name) ?? name;
        return new TlsSettings
        {
            Certificate = certificate is null ? null : TlsCertificateFile.Load(certificate, parsed.GetValue(_key), TimeProvider.System),
            Trusted = authority is null ? null : TrustedCertificates.Load(authority),

            // The system trusts everybody who has a name on the internet.
            ChecksHostName = authority is null && name is null,
            Check = wanted is null ? null : peer => peer.Is(wanted) ? null : $"the certificate of {peer} is not that of {name}",
        };
    }

    private static Option<string?> FileOption(string name, string description) => new(name) { Description = description, HelpName = "FILE" };
}
