using System.Net;
using System.Net.Sockets;
using Belfry.Dicom;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Network.Tests;

/// <summary>Threads that stay with busy associations keep the law of the road: the loop never waits for a handler.</summary>
public class ServingThreadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(CancelTests.Handlers), MemberType = typeof(CancelTests))]
    [Trait("Section", "PS3.7 9.3.2.3")]
    public async Task CFind_HandlerKeepsItsThread_HearsCancelAndTheNextIsServed(string kind)
    {
        await using var listener = await StartAsync(operation => CancelTests.YieldForEverAsync(operation, kind), threads: 1);
        await using var peer = new ScriptedPeer(await ConnectAsync(listener));
        await peer.AssociateAsync();
        await peer.SendFindAsync(7);
        Assert.Equal(0xFF00, (await peer.ExpectMessageAsync()).Command.Status);

        await peer.SendCancelAsync(7);

        Assert.Equal(0xFE00, (await peer.SkipToFinalAsync()).Status);
        await peer.SendEchoAsync(8);
        Assert.Equal(0x0000, (await peer.ExpectResponseAsync()).Status);
    }

    [Fact]
    public async Task Handlers_OfABusyAssociation_RunOnItsThread()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: only where a thread can wait in the kernel");
        var threads = new List<string?>();
        await using var listener = await StartAsync(operation =>
        {
            lock (threads)
                threads.Add(Thread.CurrentThread.Name);
            return operation.RespondAsync(CFindResponse.Success);
        });
        await using var peer = new ScriptedPeer(await ConnectAsync(listener));
        await peer.AssociateAsync();
        for (ushort id = 1; id <= 20; id++)
        {
            await peer.SendFindAsync(id);
            Assert.Equal(0x0000, (await peer.SkipToFinalAsync()).Status);
        }

        Assert.Equal(20, threads.Count);
        Assert.Contains("Belfry association", threads);
    }

    [Fact]
    public async Task Handler_LeavesSomethingInItsContext_TheNextDoesNotSeeIt()
    {
        var local = new AsyncLocal<string?>();
        var seen = new List<string?>();
        await using var listener = await StartAsync(operation =>
        {
            lock (seen)
                seen.Add(local.Value);
            local.Value = "left behind";
            return operation.RespondAsync(CFindResponse.Success);
        });
        await using var peer = new ScriptedPeer(await ConnectAsync(listener));
        await peer.AssociateAsync();
        for (ushort id = 1; id <= 10; id++)
        {
            await peer.SendFindAsync(id);
            await peer.SkipToFinalAsync();
        }

        Assert.All(seen, Assert.Null);
    }

    [Fact]
    public async Task HandlerThread_OfABusyAssociation_GoesOnThereWhenTheOperationHasEnded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: only where a thread can wait in the kernel");
        var threads = new List<string?>();
        var after = new List<Task>();
        await using var listener = await StartAsync(async operation =>
        {
            await operation.RespondAsync(CFindResponse.Success);
            after.Add(GoOnAsync(Thread.CurrentThread));
        });
        await using var peer = new ScriptedPeer(await ConnectAsync(listener));
        await peer.AssociateAsync();
        for (ushort id = 1; id <= 20; id++)
        {
            await peer.SendFindAsync(id);
            Assert.Equal(0x0000, (await peer.SkipToFinalAsync()).Status);
        }

        await peer.SendEchoAsync(21);
        Assert.Equal(0x0000, (await peer.ExpectResponseAsync()).Status);
        await Task.WhenAll(after).WaitAsync(Token);
        Assert.Equal(20, threads.Count);
        Assert.Contains("Belfry association", threads);

        async Task GoOnAsync(Thread handlers)
        {
            await HandlerThread.Next();
            lock (threads)
                threads.Add(Thread.CurrentThread == handlers ? handlers.Name : "another");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    public async Task HandlerThread_WhatGoesOnThereBlocks_TheRequestsBehindItAreServed(int threads)
    {
        using var open = new ManualResetEventSlim();
        var blocks = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = Task.CompletedTask;
        await using var listener = await StartAsync(
            async operation =>
            {
                await operation.RespondAsync(CFindResponse.Success);
                asked = AskBackAsync(operation.Association);
            },
            threads);
        await using var peer = new ScriptedPeer(await ConnectAsync(listener));
        await peer.AssociateAsync();
        await peer.SendFindAsync(5);
        Assert.Equal(0x0000, (await peer.SkipToFinalAsync()).Status);
        await peer.ExpectMessageAsync();

        // In one piece, so that the thread has both at once.
        var asking = new CEchoRequest(Uids.Verification) { MessageId = 1 };
        await peer.SendAsync([.. Wire.Response(1, asking, CEchoResponse.Success), .. Wire.Message(1, asking, 6, null)]);
        await blocks.Task.WaitAsync(Token);

        Assert.Equal(0x0000, (await peer.ExpectResponseAsync()).Status);
        open.Set();
        await asked.WaitAsync(Token);

        async Task AskBackAsync(Association association)
        {
            var context = association.PresentationContexts.First(static context => context.AbstractSyntax == Uids.Verification);
            await foreach (var reply in association.InvokeAsync(context, new CEchoRequest(Uids.Verification), null, null, continuesAtOnce: true, Token))
            {
                await HandlerThread.Next();
                blocks.SetResult();
                open.Wait(Token);
            }
        }
    }

    [Fact]
    public async Task Associations_MoreThanThreads_AreAllServedWhileHandlersBlock()
    {
        using var open = new ManualResetEventSlim();
        var blocked = new CountdownEvent(3);
        await using var listener = await StartAsync(
            operation =>
            {
                blocked.Signal();
                open.Wait(Token);
                return operation.RespondAsync(CFindResponse.Success);
            },
            threads: 2);
        var peers = new List<ScriptedPeer>();
        for (var i = 0; i < 4; i++)
        {
            peers.Add(new ScriptedPeer(await ConnectAsync(listener)));
            await peers[i].AssociateAsync();
        }

        for (var i = 0; i < 3; i++)
            await peers[i].SendFindAsync(1);
        await Task.Run(() => blocked.Wait(Token), Token);

        await peers[3].SendEchoAsync(1);
        Assert.Equal(0x0000, (await peers[3].ExpectResponseAsync()).Status);
        open.Set();
        for (var i = 0; i < 3; i++)
            Assert.Equal(0x0000, (await peers[i].SkipToFinalAsync()).Status);
        foreach (var peer in peers)
            await peer.DisposeAsync();
    }

    [Fact]
    public async Task Stop_WhileThreadsWaitForSilentPeers_Ends()
    {
        await using var listener = await StartAsync(operation => operation.RespondAsync(CFindResponse.Success));
        await using var peer = new ScriptedPeer(await ConnectAsync(listener));
        await peer.AssociateAsync();
        await peer.SendEchoAsync(1);
        Assert.Equal(0x0000, (await peer.ExpectResponseAsync()).Status);

        await listener.StopAsync(Token).WaitAsync(Token);

        Assert.Equal(0, listener.AssociationCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    public async Task Requests_PromptOnesAndOthersInTurn_AreAnswered(int threads)
    {
        await using var listener = await StartAsync(operation => operation.RespondAsync(CFindResponse.Success), threads);
        await using var first = new ScriptedPeer(await ConnectAsync(listener));
        await using var second = new ScriptedPeer(await ConnectAsync(listener));
        foreach (var peer in (ScriptedPeer[])[first, second])
            await peer.AssociateAsync();

        // The thread is given away after 16 prompt ones.
        for (ushort id = 1; id <= 80; id++)
        {
            foreach (var peer in (ScriptedPeer[])[first, second])
            {
                await (id % 40 < 3 ? peer.SendFindAsync(id) : peer.SendEchoAsync(id));
                Assert.Equal(0x0000, (await peer.ExpectResponseAsync()).Status);
            }
        }
    }

    [Fact]
    public async Task Connection_ClosedBeforeTheLoopGoesOnElsewhere_EndsTheAssociationAlone()
    {
        await using var listener = await StartAsync(operation => operation.RespondAsync(CFindResponse.Success));
        var (first, second) = InMemoryTransport.CreatePair();
        var served = listener.ServeAsync(new ClosedOnceItWaited(first));
        await using var peer = new ScriptedPeer(second);
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);

        await served.WaitAsync(Token);

        await using var other = new ScriptedPeer(await ConnectAsync(listener));
        await other.AssociateAsync();
        await other.SendEchoAsync(1);
        Assert.Equal(0x0000, (await other.ExpectResponseAsync()).Status);
    }

    private static async Task<DicomListener> StartAsync(Func<DimseOperation, ValueTask> handle, int threads = 64)
    {
        var options = new DicomListenerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)], ServingThreads = threads };
        var listener = new DicomListener(options, new TestPolicy(), new TestRoutes { Handle = handle });
        await listener.StartAsync(Token);
        return listener;
    }

    private static async Task<ITransport> ConnectAsync(DicomListener listener)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndPoint!, Token);
        return new SocketTransport(socket);
    }

    /// <summary>Says at once that it is closed, as a socket does, after a thread has waited in vain.</summary>
    private sealed class ClosedOnceItWaited(ITransport inner) : IWaitingTransport
    {
        private volatile bool _isClosed;

        public EndPoint? RemoteEndPoint => inner.RemoteEndPoint;

        public bool TryReceive(Span<byte> buffer, int patience, out int count)
        {
            _isClosed = true;
            count = 0;
            return false;
        }

        public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return inner.ReceiveAsync(buffer);
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => inner.SendAsync(bytes);

        public void AcknowledgeAtOnce() => inner.AcknowledgeAtOnce();

        public void Close() => inner.Close();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
