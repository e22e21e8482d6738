using Belfry.Sdk;

namespace Belfry.Orthanc.Http;

/// <summary>A call of a plugin to another server.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Url">Where.</param>
internal sealed record HttpCall(RestVerb Verb, string Url)
{
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body; null for none.</summary>
    public HttpContent? Body { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    /// <summary>Null for as configured.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>A client certificate as PEM; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its key, when it lies in another file.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>The key's password.</summary>
    public string? CertificateKeyPassword { get; init; }
}
