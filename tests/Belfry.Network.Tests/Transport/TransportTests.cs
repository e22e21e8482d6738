using System.Net;
using System.Net.Sockets;
using Belfry.Dicom;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Network.Tests;

/// <summary>Connections by our own sockets and by the runtime's: the same, seen by those who use them.</summary>
public class TransportTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    public static TheoryData<bool> Kinds => OperatingSystem.IsLinux() ? [true, false] : [false];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Transport_BytesInParts_AreReceivedWholeAndInOrder(bool isPolled)
    {
        var (transport, peer) = await ConnectAsync(isPolled);
        await using var ours = transport;
        using var theirs = peer;
        var random = new Random(4711);
        var sent = new byte[3_000_000];
        random.NextBytes(sent);
        var sending = Task.Run(
            async () =>
            {
                for (var at = 0; at < sent.Length;)
                {
                    var length = Math.Min(random.Next(1, 20_000), sent.Length - at);
                    await peer.SendAsync(sent.AsMemory(at, length), Token);
                    at += length;
                }

                peer.Shutdown(SocketShutdown.Send);
            },
            Token);
        var received = new MemoryStream();
        var buffer = new byte[8192];
        while (await transport.ReceiveAsync(buffer).AsTask().WaitAsync(_patience, Token) is var count and > 0)
            received.Write(buffer, 0, count);
        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Send_PeerThatDoesNotRead_CompletesWhenItDoes(bool isPolled)
    {
        var (transport, peer) = await ConnectAsync(isPolled);
        await using var ours = transport;
        using var theirs = peer;
        var sent = new byte[20_000_000];
        new Random(5).NextBytes(sent);
        var sending = transport.SendAsync(sent).AsTask();
        Assert.False(sending.IsCompleted);
        var received = await ReceiveAsync(peer, sent.Length);
        await sending.WaitAsync(_patience, Token);
        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Send_TwoPieces_ArriveOneBehindTheOther(bool isPolled)
    {
        var (transport, peer) = await ConnectAsync(isPolled);
        await using var ours = transport;
        using var theirs = peer;
        var sent = new byte[20_000_000];
        new Random(6).NextBytes(sent);

        // Where the kernel takes no more lies in the first, between them, or in the second.
        foreach (var first in (int[])[0, 1, 5_000, 19_000_000, sent.Length])
        {
            var sending = transport.SendAsync(sent.AsMemory(0, first), sent.AsMemory(first)).AsTask();
            Assert.False(sending.IsCompleted);
            var received = await ReceiveAsync(peer, sent.Length);
            await sending.WaitAsync(_patience, Token);
            Assert.True(sent.AsSpan().SequenceEqual(received));
        }

        await transport.SendAsync("ab"u8.ToArray(), "cd"u8.ToArray());
        Assert.Equal("abcd"u8.ToArray(), await ReceiveAsync(peer, 4));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Close_WhileReceivingAndSending_EndsBoth(bool isPolled)
    {
        var (transport, peer) = await ConnectAsync(isPolled);
        using var theirs = peer;
        var sending = transport.SendAsync(new byte[20_000_000]).AsTask();
        var receiving = transport.ReceiveAsync(new byte[10]).AsTask();
        Assert.False(sending.IsCompleted);
        Assert.False(receiving.IsCompleted);
        transport.Close();
        transport.Close();
        Assert.True(TransportFault.Is((await Record.ExceptionAsync(() => sending.WaitAsync(_patience, Token)))!));
        var receive = await Record.ExceptionAsync(() => receiving.WaitAsync(_patience, Token));
        Assert.True(receive is null ? await receiving == 0 : TransportFault.Is(receive));
        Assert.True(TransportFault.Is((await Record.ExceptionAsync(async () => await transport.ReceiveAsync(new byte[10])))!));
        transport.AcknowledgeAtOnce();
        await transport.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Peer_EndsOrResets_IsToldApart(bool isPolled)
    {
        var (ended, quiet) = await ConnectAsync(isPolled);
        await using var first = ended;
        var receiving = ended.ReceiveAsync(new byte[10]);
        quiet.Dispose();
        Assert.Equal(0, await receiving.AsTask().WaitAsync(_patience, Token));
        Assert.Equal(0, await ended.ReceiveAsync(new byte[10]).AsTask().WaitAsync(_patience, Token));

        var (reset, rude) = await ConnectAsync(isPolled);
        await using var second = reset;
        var waiting = reset.ReceiveAsync(new byte[10]).AsTask();
        rude.Close(0);
        var exception = await Assert.ThrowsAsync<SocketException>(() => waiting.WaitAsync(_patience, Token));
        Assert.Equal(SocketError.ConnectionReset, exception.SocketErrorCode);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Connect_HostNameOrNobody_ConnectsOrSaysSo(bool isPolled)
    {
        using var listening = Listen();
        var port = ((IPEndPoint)listening.LocalEndPoint!).Port;
        await using var byName = await ConnectAsync(isPolled, "localhost", port, Token);
        await using var byAddress = await ConnectAsync(isPolled, "127.0.0.1", port, Token);
        Assert.Equal(port, Assert.IsType<IPEndPoint>(byName.RemoteEndPoint).Port);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), byAddress.RemoteEndPoint);

        listening.Dispose();
        var refused = await Assert.ThrowsAsync<SocketException>(async () => await ConnectAsync(isPolled, "127.0.0.1", port, Token));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        Assert.Contains("refused", refused.Message);
        await Assert.ThrowsAsync<SocketException>(async () => await ConnectAsync(isPolled, "no-such-host.invalid", port, Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await ConnectAsync(isPolled, "127.0.0.1", port, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Acceptor_Cancelled_EndsItsWait()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: our own sockets are those of Linux");
        using var acceptor = new PolledAcceptor(Listen());
        using var stop = new CancellationTokenSource();
        var accepting = acceptor.AcceptAsync(stop.Token).AsTask();
        Assert.False(accepting.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting.WaitAsync(_patience, Token));
    }

    [Fact]
    public async Task Polled_ConnectionThatIsAccepted_DoesNotGatherBytes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: our own sockets are those of Linux");
        using var acceptor = new PolledAcceptor(Listen());
        using var peer = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(acceptor.LocalEndPoint, Token);
        await using var transport = (PolledTransport)await acceptor.AcceptAsync(Token);
        Assert.True(transport.GathersNothing);
        await using var connected = (PolledTransport)await PolledTransport.ConnectAsync("127.0.0.1", acceptor.LocalEndPoint.Port, Token);
        Assert.True(connected.GathersNothing);
    }

    [Fact]
    public async Task Polled_PeerThatNeverLetsUp_IsServedElsewhereAtTimes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: our own sockets are those of Linux");
        var (transport, peer) = await ConnectAsync(isPolled: true);
        await using var ours = transport;
        using var theirs = peer;
        await peer.SendAsync(new byte[1000], Token);
        Assert.Equal(1, await transport.ReceiveAsync(new byte[1]));
        var threads = new HashSet<bool>();
        for (var i = 1; i < 1000; i++)
        {
            var receiving = transport.ReceiveAsync(new byte[1]);
            threads.Add(receiving.IsCompleted);
            Assert.Equal(1, await receiving.AsTask().WaitAsync(_patience, Token));
        }

        Assert.Contains(false, threads);
    }

    [Fact]
    public async Task Polled_PeerThatPausesWhenThePoolTakesOver_IsHeardAgain()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: our own sockets are those of Linux");
        var (transport, peer) = await ConnectAsync(isPolled: true);
        await using var ours = transport;
        using var theirs = peer;

        // No receive has waited until then, so that nobody watches the socket yet.
        await peer.SendAsync(new byte[64], Token);
        for (var i = 0; i < 64; i++)
            Assert.Equal(1, await transport.ReceiveAsync(new byte[1]));
        var receiving = transport.ReceiveAsync(new byte[1]).AsTask();
        await peer.SendAsync(new byte[1], Token);
        Assert.Equal(1, await receiving.WaitAsync(_patience, Token));
    }

    [Fact]
    public async Task Polled_ThreadThatWaitsInBetween_LosesNothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: our own sockets are those of Linux");
        var (transport, peer) = await ConnectAsync(isPolled: true);
        await using var ours = transport;
        using var theirs = peer;
        var waiting = Assert.IsType<PolledTransport>(transport);
        var random = new Random(3);
        var sent = new byte[200_000];
        random.NextBytes(sent);
        var sending = Task.Run(
            async () =>
            {
                for (var at = 0; at < sent.Length;)
                {
                    var length = Math.Min(random.Next(1, 200), sent.Length - at);
                    await peer.SendAsync(sent.AsMemory(at, length), Token);
                    at += length;
                }
            },
            Token);
        var received = new MemoryStream();
        var buffer = new byte[100];
        for (var i = 0; received.Length < sent.Length; i++)
        {
            var count = i % 7 < 3 && waiting.TryReceive(buffer, 5000, out var there) ? there : await transport.ReceiveAsync(buffer).AsTask().WaitAsync(_patience, Token);
            received.Write(buffer, 0, count);
        }

        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received.ToArray()));
        Assert.False(waiting.TryReceive(buffer, 1, out _));
        peer.Dispose();
        Assert.True(waiting.TryReceive(buffer, 5000, out var end));
        Assert.Equal(0, end);
    }

    [Fact]
    public async Task Polled_ThreadThatWaits_IsWokenByClose()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: our own sockets are those of Linux");
        var (transport, peer) = await ConnectAsync(isPolled: true);
        using var theirs = peer;
        var waiting = Assert.IsType<PolledTransport>(transport);
        var begun = new TaskCompletionSource();
        var thread = Task.Factory.StartNew(
            () =>
            {
                begun.SetResult();
                var isTold = waiting.TryReceive(new byte[10], 60_000, out var count);
                return (isTold, count);
            },
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await begun.Task;
        transport.Close();
        try
        {
            Assert.Equal((true, 0), await thread.WaitAsync(_patience, Token));
        }
        catch (ObjectDisposedException)
        {
            // It had not begun to wait.
            Assert.True(thread.IsFaulted);
        }
    }

    [Fact]
    public async Task Listener_OnSocketsOfTheRuntime_ServesRequestor()
    {
        var options = new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)], UsesRuntimeSockets = true };
        await using var listener = new DicomListener(options, new TestPolicy(), new TestRoutes());
        await listener.StartAsync(Token);
        var request = AssociationRequest.Create(AETitle.Parse("ME"), AETitle.Parse("BELFRY"), [Uids.Verification]);
        var transport = await SocketTransport.ConnectAsync("127.0.0.1", listener.LocalEndPoint!.Port, Token);
        await using var association = await new AssociationRequestor().RequestAsync(transport, request, Token);
        Assert.Equal(
            DimseStatus.Success,
            (await association.InvokeAsync(new CEchoRequest(Uids.Verification), cancellation: Token).SingleAsync(Token)).Status);
        Assert.Equal(AssociationEndReason.Released, await association.ReleaseAsync(Token));
    }

    private static ValueTask<ITransport> ConnectAsync(bool isPolled, string host, int port, CancellationToken cancellation) =>
        isPolled ? PolledTransport.ConnectAsync(host, port, cancellation) : SocketTransport.ConnectAsync(host, port, cancellation);

    private static async Task<byte[]> ReceiveAsync(Socket peer, int length)
    {
        var received = new byte[length];
        await using var stream = new NetworkStream(peer, ownsSocket: false);
        await stream.ReadExactlyAsync(received, Token);
        return received;
    }

    private static async Task<(ITransport Transport, Socket Peer)> ConnectAsync(bool isPolled)
    {
        var listening = Listen();
        using IAcceptor acceptor = isPolled ? new PolledAcceptor(listening) : new SocketAcceptor(listening);
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var accepting = acceptor.AcceptAsync(Token);
        await peer.ConnectAsync(acceptor.LocalEndPoint, Token);
        var transport = await accepting;
        Assert.Equal(peer.LocalEndPoint, transport.RemoteEndPoint);
        return (transport, peer);
    }

    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(16);
        return socket;
    }
}
