using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Belfry.Network;
using Belfry.Services;

namespace Belfry.Server.Configuration;

/// <summary>Reads the keys of DICOM over TLS. What would be less than asked for stops the start.</summary>
/// <param name="top">The configuration.</param>
/// <param name="own">Its section <c>Belfry</c>.</param>
/// <param name="fullPath">Completes a path.</param>
internal sealed class DicomTlsReader(ConfigurationSection top, ConfigurationSection own, Func<string, string> fullPath)
{
    // The numbers of the reference server.
    private const int Bcp195 = 0;
    private const int Tls12 = 4;
    private const int Tls13 = 5;

    private static readonly IReadOnlyDictionary<string, TlsBinding> _bindings = Enum.GetValues<TlsBinding>().ToDictionary(static value => value.ToString());

    /// <summary>Adds TLS to the port.</summary>
    public DicomSettings Read(DicomSettings dicom, DicomPermissions permissions)
    {
        var enabled = top.Boolean("DicomTlsEnabled", false);
        var second = own.Has("DicomTlsPort") ? own.Integer("DicomTlsPort", 0, 0, 65535) : (int?)null;
        var protocols = ReadProtocols();
        var suites = ReadCipherSuites();
        var required = top.Boolean("DicomTlsRemoteCertificateRequired", true);
        var trusted = Path("DicomTlsTrustedCertificates");
        var files = new TlsFileSettings
        {
            Purpose = "DICOM over TLS",
            CertificateFile = Path("DicomTlsCertificate"),
            PrivateKeyFile = Path("DicomTlsPrivateKey"),
            TrustedFile = trusted,
            PeerCertificates = required ? TlsPeerCertificates.Required : trusted is null ? TlsPeerCertificates.NotAsked : TlsPeerCertificates.IfGiven,
            Protocols = protocols,
            CipherSuites = suites,
        };
        if (enabled && second is not null)
            own.Report("DicomTlsPort", "is for a port with TLS beside a plain one; with \"DicomTlsEnabled\" true, \"DicomPort\" speaks TLS itself.");
        var serves = dicom.Enabled && (enabled || second is not null);
        var calls = permissions.Modalities.FirstOrDefault(static modality => modality.UseTls);
        Check(files, serves, calls, permissions.TlsBinding);
        return dicom with
        {
            // Without need it is there for modalities that REST makes.
            Tls = files.Files.Any() ? files : null,
            IsTlsNeeded = serves || calls is not null,
            IsTls = enabled,
            TlsEndPoints = second is { } port ? [.. dicom.EndPoints.Select(endPoint => new IPEndPoint(endPoint.Address, port))] : [],
        };
    }

    /// <summary>Which certificates stand for which AE titles.</summary>
    public static TlsBinding ReadBinding(ConfigurationSection own) => own.Choice("DicomTlsBinding", TlsBinding.Known, _bindings);

    private void Check(TlsFileSettings files, bool serves, RemoteModality? calls, TlsBinding binding)
    {
        if (!serves && calls is null)
            return;
        if (serves && files.CertificateFile is null)
            top.Report("DicomTlsCertificate", "is missing: a port that speaks TLS needs a certificate, in PEM.");
        if (serves && files is { PeerCertificates: TlsPeerCertificates.Required, TrustedFile: null })
            top.Report("DicomTlsTrustedCertificates", "is missing: it says whose certificates peers may have; \"DicomTlsRemoteCertificateRequired\" : false takes peers without.");
        else if (calls is not null && files.TrustedFile is null)
            top.Report("DicomTlsTrustedCertificates", $"is missing: it says whose certificate \"DicomModalities.{calls.Name}\", which is called by TLS, may have.");
        if (serves && binding == TlsBinding.Always && files.PeerCertificates != TlsPeerCertificates.Required)
            own.Report("DicomTlsBinding", "\"Always\" needs certificates of all peers, which \"DicomTlsRemoteCertificateRequired\" : false does not ask for.");
        foreach (var (key, file) in new[] { ("DicomTlsCertificate", files.CertificateFile), ("DicomTlsPrivateKey", files.PrivateKeyFile), ("DicomTlsTrustedCertificates", files.TrustedFile) })
        {
            if (file is not null && !File.Exists(file))
                top.Report(key, $"the file '{file}' does not exist.");
        }
    }

    private SslProtocols ReadProtocols()
    {
        var minimum = top.Integer("DicomTlsMinimumProtocolVersion", Bcp195, Bcp195, Tls13);
        if (minimum is > Bcp195 and < Tls12)
            top.Report("DicomTlsMinimumProtocolVersion", $"{minimum} is not allowed: nothing older than TLS 1.2 is spoken (BCP 195); 0 and 4 are TLS 1.2 and 1.3, 5 is TLS 1.3 alone.");
        return minimum == Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;
    }

    private List<TlsCipherSuite>? ReadCipherSuites()
    {
        var names = top.Texts("DicomTlsCiphersAccepted");
        List<TlsCipherSuite> suites = [];
        foreach (var name in names)
        {
            if (TlsCipherSuites.TryParse(name, out var suite))
                suites.Add(suite);
            else
                top.Report("DicomTlsCiphersAccepted", $"\"{name}\" is not spoken; those of BCP 195 are: {string.Join(", ", TlsCipherSuites.Names)}.");
        }

        return names.Count == 0 ? null : suites;
    }

    private string? Path(string key) => top.Text(key, "") is { Length: > 0 } path ? fullPath(path) : null;
}
