using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Belfry.Conformance;

/// <summary>A server of another DICOM implementation, which ends with the test; a test is skipped where it is not installed.</summary>
internal sealed class ForeignServer : IAsyncDisposable
{
    // It looks for a port that is about to open; nothing hangs on the exact time.
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ForeignServer(Process process) => _process = process;

    public static ForeignServer Start(string name, params IEnumerable<string> arguments)
    {
        var path = ForeignTool.Find(name);
        Assert.SkipUnless(path is not null, $"{name} is not installed");
        return new ForeignServer(Process.Start(path ?? name, arguments));
    }

    /// <summary>Waits until it listens.</summary>
    public async Task WaitForPortAsync(int port, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(_patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var timer = new PeriodicTimer(_between);
        while (await timer.WaitForNextTickAsync(either.Token))
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, either.Token);
                return;
            }
            catch (SocketException)
            {
                Assert.False(_process.HasExited, "The server has ended.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
