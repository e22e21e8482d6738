using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Belfry.Orthanc.Abi;
using Belfry.Sdk;

namespace Belfry.Orthanc.Http;

/// <summary>Calls other servers for plugins. Redirections are followed. Thread-safe.</summary>
internal sealed class PluginHttpClient(PluginHttpOptions options)
{
    private readonly Lazy<HttpClient> _common = new(() => Create(options, null));

    /// <summary>All headers of an answer.</summary>
    public static IEnumerable<KeyValuePair<string, string>> HeadersOf(HttpResponseMessage answer) =>
        answer.Headers.Concat(answer.Content.Headers).SelectMany(static header => header.Value.Select(value => KeyValuePair.Create(header.Key, value)));

    /// <summary>Sends a request and gives the answer, whole.</summary>
    /// <exception cref="ServiceException">It took too long, or there was no answer.</exception>
    public async Task<RestAnswer> AskAsync(HttpCall call)
    {
        RestAnswer? answer = null;
        await CallAsync(call, async (response, cancellation) =>
            answer = new RestAnswer((int)response.StatusCode, [.. HeadersOf(response)], await response.Content.ReadAsByteArrayAsync(cancellation)));
        return answer ?? throw new ServiceException(OrthancErrorCode.NetworkProtocol);
    }

    /// <summary>Sends a request and gives the answer when its headers are there; the body is read by <paramref name="read"/>.</summary>
    /// <exception cref="ServiceException">It took too long, or there was no answer.</exception>
    public async Task CallAsync(HttpCall call, Func<HttpResponseMessage, CancellationToken, Task> read)
    {
        using var limit = new CancellationTokenSource(call.Timeout ?? options.Timeout);
        var client = call.CertificateFile is null ? _common.Value : Create(options, LoadCertificate(call));
        try
        {
            using var request = CreateRequest(call);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            await read(answer, limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new ServiceException(OrthancErrorCode.Timeout, "The other server did not answer in time.");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw new ServiceException(OrthancErrorCode.NetworkProtocol, fault.Message);
        }
        finally
        {
            if (call.CertificateFile is not null)
                client.Dispose();
        }
    }

    private static HttpRequestMessage CreateRequest(HttpCall call)
    {
        if (!Uri.TryCreate(call.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new ServiceException(OrthancErrorCode.UriSyntax, "The address is no URL of HTTP.");
        var request = new HttpRequestMessage(new HttpMethod(call.Verb.ToString().ToUpperInvariant()), url) { Content = call.Body };
        if (call.Body is null && call.Verb is RestVerb.Post or RestVerb.Put)
            request.Content = new ByteArrayContent([]);
        if (call.Username is { Length: > 0 } user)
        {
            var token = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{call.Password}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", token);
        }

        foreach (var (name, value) in call.Headers)
        {
            if (name.Concat(value).Any(static c => char.IsControl(c)))
                throw new ServiceException(OrthancErrorCode.ParameterOutOfRange, "A header holds a control character.");
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static X509Certificate2 LoadCertificate(HttpCall call)
    {
        try
        {
            return call.CertificateKeyPassword is { Length: > 0 } password
                ? X509Certificate2.CreateFromEncryptedPemFile(call.CertificateFile ?? "", password, call.CertificateKeyFile)
                : X509Certificate2.CreateFromPemFile(call.CertificateFile ?? "", call.CertificateKeyFile);
        }
        catch (CryptographicException fault)
        {
            throw new ServiceException(OrthancErrorCode.SslInitialization, fault.Message);
        }
    }

    private static HttpClient Create(PluginHttpOptions options, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            Proxy = options.Proxy is { } proxy ? new WebProxy(proxy) : null,
            UseProxy = options.Proxy is not null,
            UseCookies = false,

            // A connection that is kept for ever never hears that a name has moved.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (!options.VerifiesServers)
        {
#pragma warning disable CA5359 // The configuration says so.
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true };
#pragma warning restore CA5359
        }

        if (certificate is not null)
            handler.SslOptions.ClientCertificates = [certificate];
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
