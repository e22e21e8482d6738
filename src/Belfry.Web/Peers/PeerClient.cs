using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Belfry.Web;

/// <summary>Calls one peer, by connections that are kept between calls. Thread-safe.</summary>
internal sealed class PeerClient : IDisposable
{
    // An answer is a few lines of JSON; who sends more is not heard out.
    private const int LongestAnswer = 16 * 1024 * 1024;

    private readonly RemotePeer _peer;
    private readonly TimeSpan _timeout;
    private readonly HttpClient _client;

    /// <exception cref="PeerException">The certificate cannot be used.</exception>
    public PeerClient(RemotePeer peer, PeerHttpOptions options)
    {
        _peer = peer;
        _timeout = peer.Timeout ?? options.Timeout;
        _client = new HttpClient(HandlerFor(peer, options)) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer };
    }

    /// <summary>Has the peer keep a DICOM file.</summary>
    /// <param name="file">The file; not disposed of.</param>
    /// <param name="length">How many bytes it has; null when that is not known.</param>
    /// <param name="isZipped">True compresses it on the way.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What the peer answers, JSON.</returns>
    /// <exception cref="PeerException">It does not keep it.</exception>
    public Task<byte[]> StoreAsync(Stream file, long? length, bool isZipped, CancellationToken cancellation) =>
        CallAsync(HttpMethod.Post, "instances", onProgress => new PeerUpload(file, length, isZipped, onProgress), cancellation);

    /// <summary>Reads a value of the peer.</summary>
    /// <exception cref="PeerException">It does not answer, or not with success.</exception>
    public Task<byte[]> ReadAsync(string path, CancellationToken cancellation) => CallAsync(HttpMethod.Get, path, static _ => null, cancellation);

    public void Dispose() => _client.Dispose();

    private async Task<byte[]> CallAsync(HttpMethod verb, string path, Func<Action, HttpContent?> body, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_timeout);
        using var request = new HttpRequestMessage(verb, new Uri(_peer.Url, path));
        request.Content = body(() => patience.CancelAfter(_timeout));
        if (_peer.Username.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_peer.Username}:{_peer.Password}")));
        foreach (var (name, value) in _peer.HttpHeaders)
            request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync(patience.Token) : throw Failure(answer.StatusCode);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new PeerException($"{_peer} has not answered for {_timeout.TotalSeconds} s.", mayDoBetter: true, late);
        }
        catch (HttpRequestException fault)
        {
            throw new PeerException($"{_peer} cannot be called: {fault.Message}", mayDoBetter: true, fault);
        }
    }

    // Another time the peer may be up again or have room; what it does not take, and whom it does not know, stays so.
    private PeerException Failure(HttpStatusCode status) => new(
        $"{_peer} answers with {(int)status} ({status}).", status >= HttpStatusCode.InternalServerError || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout);

    private static SocketsHttpHandler HandlerFor(RemotePeer peer, PeerHttpOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            Proxy = options.Proxy is { } proxy ? new WebProxy(proxy) : null,
            UseProxy = options.Proxy is not null,
            UseCookies = false,

            // Credentials go where the configuration says, and nowhere else.
            AllowAutoRedirect = false,

            // A connection that is kept for ever never hears that a name has moved.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (!options.VerifiesServers)
        {
#pragma warning disable CA5359 // The configuration says so.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        if (peer.CertificateFile is not null)
            handler.SslOptions.ClientCertificates = [LoadCertificate(peer, peer.CertificateFile)];
        return handler;
    }

    private static X509Certificate2 LoadCertificate(RemotePeer peer, string file)
    {
        try
        {
            return peer.CertificateKeyPassword is { Length: > 0 } password
                ? X509Certificate2.CreateFromEncryptedPemFile(file, password, peer.CertificateKeyFile)
                : X509Certificate2.CreateFromPemFile(file, peer.CertificateKeyFile);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new PeerException($"The certificate for {peer} cannot be read: {fault.Message}", mayDoBetter: false, fault);
        }
    }
}
