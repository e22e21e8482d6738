using System.Net.Security;

namespace Belfry.Network;

/// <summary>
/// The cipher suites that are spoken: those of BCP 195 (RFC 9325 §4.2, PS3.15 Annex B), which have forward secrecy and authenticated encryption.
/// </summary>
public static class TlsCipherSuites
{
    private static readonly Dictionary<string, TlsCipherSuite> _byOpenSslName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ECDHE-ECDSA-AES128-GCM-SHA256"] = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        ["ECDHE-RSA-AES128-GCM-SHA256"] = TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        ["ECDHE-ECDSA-AES256-GCM-SHA384"] = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        ["ECDHE-RSA-AES256-GCM-SHA384"] = TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        ["ECDHE-ECDSA-CHACHA20-POLY1305"] = TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        ["ECDHE-RSA-CHACHA20-POLY1305"] = TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ["DHE-RSA-AES128-GCM-SHA256"] = TlsCipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256,
        ["DHE-RSA-AES256-GCM-SHA384"] = TlsCipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384,
        ["DHE-RSA-CHACHA20-POLY1305"] = TlsCipherSuite.TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    };

    private static readonly TlsCipherSuite[] _ofTls13 =
        [TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384, TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256];

    /// <summary>All of them; those of TLS 1.3 first.</summary>
    public static IReadOnlyList<TlsCipherSuite> All { get; } = [.. _ofTls13, .. _byOpenSslName.Values];

    /// <summary>The names by which <see cref="TryParse"/> knows them best: OpenSSL's, and the registered ones of TLS 1.3, which OpenSSL uses too.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. _ofTls13.Select(static suite => suite.ToString()), .. _byOpenSslName.Keys];

    /// <summary>Reads OpenSSL's name or the registered one.</summary>
    /// <returns>False for a cipher suite that is not spoken.</returns>
    public static bool TryParse(string name, out TlsCipherSuite suite)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _byOpenSslName.TryGetValue(name, out suite)
            || (Enum.TryParse(name, ignoreCase: true, out suite) && !char.IsAsciiDigit(name[0]) && All.Contains(suite));
    }

    /// <summary>True when it is one of TLS 1.3, which no other version has.</summary>
    public static bool IsOfTls13(TlsCipherSuite suite) => _ofTls13.Contains(suite);

    /// <summary>
    /// The policy that allows these and no others. A choice that has none of TLS 1.3 has all of them. Null on Windows, where the system's
    /// own policy decides.
    /// </summary>
    internal static CipherSuitesPolicy? PolicyOf(IReadOnlyList<TlsCipherSuite> suites)
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsAndroid())
            return null;
        return new CipherSuitesPolicy(suites.Any(IsOfTls13) ? suites : [.. _ofTls13, .. suites]);
    }
}
