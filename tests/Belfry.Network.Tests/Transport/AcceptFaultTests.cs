using System.Net;
using System.Net.Sockets;
using Belfry.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Network.Tests;

/// <summary>What the listener does when accept fails: ignore, back off, or give up.</summary>
public class AcceptFaultTests
{
    private const int BackingOff = 2101;
    private const int GivingUp = 2102;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    // Linux hands errors of the new connection to accept (accept(2)); those of the process or system may pass; the rest are the listener's.
    private static readonly SocketError[] _ofConnection =
    [
        SocketError.ConnectionReset, SocketError.ConnectionAborted, SocketError.NetworkDown, SocketError.NetworkUnreachable,
        SocketError.HostUnreachable, SocketError.HostDown, SocketError.ProtocolOption, SocketError.Interrupted, SocketError.TryAgain,
    ];

    private static readonly SocketError[] _mayPass =
        [SocketError.TooManyOpenSockets, SocketError.NoBufferSpaceAvailable, SocketError.SystemNotReady, SocketError.ProcessLimit];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Sorting_EveryError_HasOneFate()
    {
        foreach (var error in Enum.GetValues<SocketError>())
        {
            Assert.Equal(_ofConnection.Contains(error), AcceptFault.IsOfConnection(error));
            Assert.Equal(_mayPass.Contains(error), AcceptFault.MayPass(error));
        }
    }

    [Fact]
    public async Task Accept_FaultOfAConnection_TakesTheNextAtOnce()
    {
        var lines = new LogLines();
        await using var listener = CreateListener(lines, new FakeTimeProvider());
        var accepting = listener.AcceptAsync(Faults(SocketError.ConnectionAborted, SocketError.ConnectionReset, SocketError.AccessDenied), null);

        // Time stands still: a pause between them would last for ever. The last fault is there to end the loop.
        await accepting.WaitAsync(_patience, Token);
        Assert.Equal([GivingUp], lines.All.Select(line => line.Id));
    }

    [Fact]
    public async Task Accept_FaultThatMayPass_WaitsBeforeItTriesAgain()
    {
        var lines = new LogLines();
        var clock = new FakeTimeProvider();
        await using var listener = CreateListener(lines, clock);
        var accepting = listener.AcceptAsync(Faults(SocketError.TooManyOpenSockets, SocketError.AccessDenied), null);
        await lines.WaitForAsync(BackingOff, 1, Token);
        Assert.DoesNotContain(lines.All, line => line.Id == GivingUp);
        Assert.False(accepting.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(100));
        await accepting.WaitAsync(_patience, Token);
        Assert.Equal([BackingOff, GivingUp], lines.All.Select(line => line.Id));
    }

    [Fact]
    public async Task Accept_FaultThatStays_IsToldOnce()
    {
        var lines = new LogLines();
        var clock = new FakeTimeProvider();
        await using var listener = CreateListener(lines, clock);
        var accepting = listener.AcceptAsync(
            Faults(SocketError.TooManyOpenSockets, SocketError.TooManyOpenSockets, SocketError.TooManyOpenSockets, SocketError.AccessDenied), null);
        while (!accepting.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Equal([BackingOff, GivingUp], lines.All.Select(line => line.Id));
    }

    [Fact]
    public async Task Accept_OtherFault_GivesUpAndSaysWhere()
    {
        var lines = new LogLines();
        await using var listener = CreateListener(lines, new FakeTimeProvider());
        await listener.StartAsync(Token);
        Assert.True(listener.IsListening);
        await listener.AcceptAsync(Faults(SocketError.AccessDenied), new IPEndPoint(IPAddress.Loopback, 4242)).WaitAsync(_patience, Token);
        var line = Assert.Single(lines.All, line => line.Id == GivingUp);
        Assert.Equal(LogLevel.Critical, line.Level);
        Assert.Contains("127.0.0.1:4242", line.Text);
        Assert.False(listener.IsListening);
    }

    private static DicomListener CreateListener(LogLines lines, TimeProvider clock) =>
        new(new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)] }, new TestPolicy(), new TestRoutes(), lines, clock);

    private static Func<CancellationToken, ValueTask<ITransport>> Faults(params SocketError[] errors)
    {
        var next = 0;
        return _ => ValueTask.FromException<ITransport>(new SocketException((int)errors[next++]));
    }
}
