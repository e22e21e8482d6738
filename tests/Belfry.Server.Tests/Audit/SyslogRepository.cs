using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Belfry.Network;
using Belfry.TestKit;

namespace Belfry.Server.Tests.Audit;

/// <summary>A repository of syslog over TLS (RFC 5425) that is asked for one connection after the other.</summary>
internal sealed class SyslogRepository : IDisposable
{
    private TcpListener _listener = new(IPAddress.Loopback, 0);

    public SyslogRepository() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"tls://localhost:{Port}");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Nobody listens any more.</summary>
    public void Stop() => _listener.Stop();

    /// <summary>Listens again, where it did.</summary>
    public void StartAgain(int port)
    {
        _listener.Dispose();
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
    }

    /// <summary>The next connection, when its handshake is done.</summary>
    /// <param name="own">What it shows.</param>
    /// <param name="trusted">Whose certificates it wants; null asks for none.</param>
    public async Task<Connection> AcceptAsync(TestCertificate own, TrustedCertificates? trusted = null)
    {
        var client = await _listener.AcceptTcpClientAsync(Token);
        var stream = new SslStream(client.GetStream());
        try
        {
            TlsPeer? peer = null;
            var settings = new TlsSettings
            {
                Certificate = own.Context,
                Trusted = trusted,
                PeerCertificates = trusted is null ? TlsPeerCertificates.NotAsked : TlsPeerCertificates.Required,
            };
            await stream.AuthenticateAsServerAsync(settings.CreateServerOptions((found, _) => peer = found), Token);
            return new Connection(client, stream, peer);
        }
        catch
        {
            await stream.DisposeAsync();
            client.Dispose();
            throw;
        }
    }

    /// <summary>The next connection, whose other side does not want it: in the handshake, or as soon as it sees the certificate.</summary>
    public async Task RefusedAsync(TestCertificate own)
    {
        try
        {
            await using var connection = await AcceptAsync(own);
            Assert.Null(await connection.ReadAsync());
        }
        catch (Exception fault) when (fault is IOException or AuthenticationException)
        {
            // As it should be.
        }
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>One connection.</summary>
    internal sealed class Connection(TcpClient client, SslStream stream, TlsPeer? peer) : IAsyncDisposable
    {
        /// <summary>Whom the other side has a certificate of.</summary>
        public TlsPeer? Peer => peer;

        /// <summary>The next message: its length, a space, and as many bytes (RFC 5425 §4.3). Null at the end, which TLS tells.</summary>
        public async Task<string?> ReadAsync()
        {
            var length = 0;
            var one = new byte[1];
            while (true)
            {
                if (await stream.ReadAsync(one, Token) == 0)
                    return length == 0 ? null : throw new EndOfStreamException();
                if (one[0] == ' ')
                    break;
                length = int.Parse($"{length}{(char)one[0]}", NumberStyles.None, CultureInfo.InvariantCulture);
            }

            var message = new byte[length];
            await stream.ReadExactlyAsync(message, Token);
            return Encoding.UTF8.GetString(message);
        }

        /// <summary>Says that it ends, and waits until the other side has ended too.</summary>
        public async Task EndAsync()
        {
            await stream.ShutdownAsync();
            client.Client.Shutdown(SocketShutdown.Send);
            while (await client.Client.ReceiveAsync(new byte[256], Token) > 0)
                continue;
        }

        public async ValueTask DisposeAsync()
        {
            await stream.DisposeAsync();
            client.Dispose();
        }
    }
}
