using System.Net;
using System.Net.Sockets;

namespace Belfry.Server.Tests.Processes;

/// <summary>Stands between two sides of TCP connections, and lets nothing more through after so many bytes in all, until it is opened.</summary>
/// <param name="target">The port that is connected to.</param>
/// <param name="limit">Bytes in both directions.</param>
internal sealed class StallingRelay(int target, long limit) : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _connections = [];
    private Task _accepting = Task.CompletedTask;
    private long _passed;

    /// <summary>Completes when the limit is reached.</summary>
    public Task Stalled => _stalled.Task;

    /// <summary>Begins to listen.</summary>
    /// <returns>The port.</returns>
    public int Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
        return ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    /// <summary>From now on all goes through.</summary>
    public void Open() => _opened.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_end.Token)));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // No more connections.
        }
    }

    private async Task ServeAsync(Socket near)
    {
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (near)
        {
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, target, _end.Token);

                // The first side that ends, ends the other.
                await await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // One side is gone.
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var read)
        {
            if (Interlocked.Add(ref _passed, read) > limit && !_opened.Task.IsCompleted)
            {
                _stalled.TrySetResult();
                await _opened.Task.WaitAsync(_end.Token);
            }

            for (var sent = 0; sent < read;)
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _end.Token);
        }
    }
}
