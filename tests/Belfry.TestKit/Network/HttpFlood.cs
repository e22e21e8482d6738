using System.Net;
using System.Net.Sockets;

namespace Belfry.TestKit;

/// <summary>Connections of HTTP whose requests never end.</summary>
public sealed class HttpFlood : IAsyncDisposable
{
    private readonly List<Socket> _sockets = [];

    private HttpFlood()
    {
    }

    /// <summary>Opens so many connections to this machine, one after the other, and begins a request on each.</summary>
    public static async Task<HttpFlood> StartAsync(int port, int count)
    {
        var flood = new HttpFlood();
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            flood._sockets.Add(socket);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port).ConfigureAwait(false);
                await socket.SendAsync("GET /health HTTP/1.1\r\nHost: here\r\nX-Long: "u8.ToArray()).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // Closed already, which is what is counted.
                continue;
            }
        }

        return flood;
    }

    /// <summary>A whole request from an address of this machine; null when the connection was closed instead of an answer.</summary>
    public static async Task<HttpStatusCode?> AskAsync(int port, IPAddress from)
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = ConnectAsync };
        using var client = new HttpClient(handler);
        try
        {
            using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health")).ConfigureAwait(false);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }

        async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }

    /// <summary>Waits until the server has closed so many of them, and says how many it has.</summary>
    public async Task<int> CountClosedAsync(int least)
    {
        using var enough = new CancellationTokenSource();
        var closed = 0;
        await Task.WhenAll(_sockets.Select(WaitAsync)).ConfigureAwait(false);
        return closed;

        async Task WaitAsync(Socket socket)
        {
            if (await IsClosedAsync(socket, enough.Token).ConfigureAwait(false) && Interlocked.Increment(ref closed) == least)
                await enough.CancelAsync().ConfigureAwait(false);
        }
    }

    private static async Task<bool> IsClosedAsync(Socket socket, CancellationToken cancellation)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], cancellation).ConfigureAwait(false) == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (SocketException)
        {
            // Reset: closed with what was sent unread.
            return true;
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
