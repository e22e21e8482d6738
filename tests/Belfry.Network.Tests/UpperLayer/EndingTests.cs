using Belfry.Dicom;
using Belfry.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Network.Tests;

public class EndingTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Section", "PS3.8 9.1.4")]
    public async Task Connection_AsksForNothing_IsClosedByArtim()
    {
        var clock = new FakeTimeProvider();
        await using var listener = new InMemoryListener(clock: clock);
        var peers = Enumerable.Range(0, 100).Select(_ => listener.Connect()).ToArray();
        await peers[0].SendAsync(1, 0, 0);
        clock.Advance(TimeSpan.FromSeconds(29));
        await using var good = listener.Connect();
        await good.AssociateAsync();
        clock.Advance(TimeSpan.FromSeconds(2));
        foreach (var peer in peers)
            await peer.ExpectCloseAsync();
        await good.SendEchoAsync(1);
        Assert.Equal(0, (await good.ExpectResponseAsync()).Status);
    }

    [Fact]
    public async Task Stop_PeerIsGoneWhileItIsAborted_KeepsTheReason()
    {
        var lines = new LogLines();
        var transport = new HastyTransport();
        await using (var listener = new InMemoryListener(loggers: lines))
        {
            var served = listener.Listener.ServeAsync(transport);
            await transport.Established.Task.WaitAsync(_patience, Token);
            await listener.Listener.StopAsync(Token);
            await served;
        }

        await lines.WaitForAsync(2001, 1, Token);
        var line = Assert.Single(lines.All, static line => line.Id == 2001).Text;
        Assert.Contains("ended: Stopped", line, StringComparison.Ordinal);
        Assert.EndsWith(" (The server stops)", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Association_Idle_IsAborted()
    {
        var clock = new FakeTimeProvider();
        await using var listener = new InMemoryListener(clock: clock);
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        clock.Advance(TimeSpan.FromSeconds(20));
        await peer.SendEchoAsync(1);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
        clock.Advance(TimeSpan.FromSeconds(20));
        await peer.SendEchoAsync(2);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal((0, 0), await peer.ExpectAbortAsync());
    }

    [Fact]
    public async Task Association_OperationRuns_IsNotIdle()
    {
        var clock = new FakeTimeProvider();
        await using var listener = new InMemoryListener(clock: clock);
        var release = new TaskCompletionSource();
        var began = new TaskCompletionSource();
        listener.Routes.Handle = async operation =>
        {
            began.SetResult();
            await release.Task;
            await operation.RespondAsync(CFindResponse.Success);
        };
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);
        await began.Task.WaitAsync(_patience, Token);
        clock.Advance(TimeSpan.FromSeconds(100));
        clock.Advance(TimeSpan.FromSeconds(100));
        release.SetResult();
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
    }

    [Fact]
    public async Task Association_MessageStopsHalfWay_IsAborted()
    {
        var clock = new FakeTimeProvider();
        await using var listener = new InMemoryListener(clock: clock);
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendAsync(Wire.Message(3, new CFindRequest(Uids.ModalityWorklistInformationModelFind), 1, RawDataSet.Counting(10))[..^4]);
        await WaitForAsync(() => listener.LastTransport!.AcknowledgeCount > 0);
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal((0, 0), await peer.ExpectAbortAsync());
    }

    [Fact]
    public async Task Peer_StopsReading_LosesItsAssociationAndNobodyElse()
    {
        var clock = new FakeTimeProvider();
        await using var listener = new InMemoryListener(clock: clock);
        var ended = new TaskCompletionSource<OperationEndReason>();
        var blocked = new TaskCompletionSource();
        listener.Routes.Handle = async operation =>
        {
            try
            {
                while (true)
                {
                    var responding = operation.RespondAsync(CFindResponse.Pending, RawDataSet.Counting(10_000));
                    if (!responding.IsCompleted)
                        blocked.TrySetResult();
                    await responding;
                }
            }
            finally
            {
                ended.SetResult(operation.EndReason);
            }
        };
        await using var peer = listener.Connect(capacity: 100_000);
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);
        await blocked.Task.WaitAsync(_patience, Token);
        await using var other = listener.Connect();
        await other.AssociateAsync();
        clock.Advance(TimeSpan.FromSeconds(29));
        await other.SendEchoAsync(1);
        Assert.Equal(0, (await other.ExpectResponseAsync()).Status);
        for (var i = 0; i < 3; i++)
            clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(OperationEndReason.Timeout, await ended.Task.WaitAsync(_patience, Token));
    }

    [Fact]
    [Trait("Section", "PS3.8 9.2.3 AR-2")]
    public async Task Release_HandlerDoesNotEnd_AbortsInTime()
    {
        var clock = new FakeTimeProvider();
        await using var listener = new InMemoryListener(clock: clock);
        var release = new TaskCompletionSource();
        var began = new TaskCompletionSource<DimseOperation>();
        listener.Routes.Handle = async operation =>
        {
            began.SetResult(operation);
            await release.Task;
        };
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);
        var operation = await began.Task.WaitAsync(_patience, Token);
        await peer.SendReleaseRequestAsync();
        await WaitForAsync(() => operation.EndReason == OperationEndReason.Released);
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal((0, 0), await peer.ExpectAbortAsync());
        release.SetResult();
    }

    [Theory]
    [InlineData("Sta2")]
    [InlineData("Sta3")]
    [InlineData("Sta6")]
    [InlineData("Sta8")]
    [InlineData("Sta13")]
    [Trait("Section", "PS3.8 9.3.8")]
    public async Task Abort_InEachState_ClosesTheConnection(string state)
    {
        await using var listener = new InMemoryListener();
        var release = new TaskCompletionSource();
        listener.Routes.Handle = async _ => await release.Task;
        await using var peer = listener.Connect();
        if (state == "Sta3")
        {
            listener.Policy.Decide = async (_, cancellation) =>
            {
                await Task.Delay(Timeout.Infinite, cancellation);
                return AssociationDecision.Reject(AssociationRejection.NoReason);
            };
            await peer.SendRequestAsync();
        }
        else if (state != "Sta2")
        {
            await peer.AssociateAsync();
        }

        if (state == "Sta8")
            await peer.SendFindAsync(1);
        if (state is "Sta8" or "Sta13")
            await peer.SendReleaseRequestAsync();
        if (state == "Sta13")
            await peer.ExpectReleaseResponseAsync();
        await peer.SendAbortAsync();
        await peer.ExpectCloseAsync();
        release.SetResult();
    }

    [Fact]
    [Trait("Section", "PS3.8 9.2.3 AR-8")]
    public async Task Release_BothAtOnce_EndsInOrderOnTheAcceptorsSide()
    {
        await using var listener = new InMemoryListener();
        var seen = new TaskCompletionSource<Association>();
        listener.Routes.Handle = async operation =>
        {
            seen.SetResult(operation.Association);
            await operation.RespondAsync(CFindResponse.Success);
        };
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);
        await peer.ExpectResponseAsync();
        var releasing = (await seen.Task).ReleaseAsync(Token);
        await peer.ExpectReleaseRequestAsync();
        await peer.SendReleaseRequestAsync();
        await peer.SendReleaseResponseAsync();
        await peer.ExpectReleaseResponseAsync();
        peer.Close();
        Assert.Equal(AssociationEndReason.ReleasedByPeer, await releasing);
    }

    [Fact]
    public async Task Stop_WithARunningOperation_LetsItFinish()
    {
        await using var listener = new InMemoryListener();
        var release = new TaskCompletionSource();
        var began = new TaskCompletionSource();
        listener.Routes.Handle = async operation =>
        {
            began.SetResult();
            await release.Task;
            await operation.RespondAsync(CFindResponse.Success);
        };
        await using var idle = listener.Connect();
        await idle.AssociateAsync();
        await using var busy = listener.Connect();
        await busy.AssociateAsync();
        await busy.SendFindAsync(1);
        await began.Task.WaitAsync(_patience, Token);

        var stopping = listener.Listener.StopAsync(Token);
        Assert.Equal((0, 0), await idle.ExpectAbortAsync());
        idle.Close();
        Assert.False(stopping.IsCompleted);
        release.SetResult();
        Assert.Equal(0, (await busy.ExpectResponseAsync()).Status);
        Assert.Equal((0, 0), await busy.ExpectAbortAsync());
        busy.Close();
        await stopping.WaitAsync(_patience, Token);
    }

    [Fact]
    public async Task Stop_PeerIgnoresTheAbort_ClosesAfterTheClosingTime()
    {
        var clock = new FakeTimeProvider();
        await using var listener = new InMemoryListener(clock: clock);
        await using var peer = listener.Connect();
        await peer.AssociateAsync();

        var stopping = listener.Listener.StopAsync(Token);
        Assert.Equal((0, 0), await peer.ExpectAbortAsync());
        clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(stopping.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        await peer.ExpectCloseAsync();
        await stopping.WaitAsync(_patience, Token);
    }

    [Fact]
    public async Task Stop_PeerKeepsTheConnectionAfterItsRelease_ClosesAfterTheClosingTime()
    {
        var clock = new FakeTimeProvider();
        await using var listener = new InMemoryListener(clock: clock);
        var began = new TaskCompletionSource();
        listener.Routes.Handle = async operation =>
        {
            began.SetResult();
            await Task.Delay(Timeout.Infinite, operation.Cancellation);
        };
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);
        await began.Task.WaitAsync(_patience, Token);

        var stopping = listener.Listener.StopAsync(Token);
        await peer.SendReleaseRequestAsync();
        await peer.SkipToReleaseResponseAsync();
        Assert.False(stopping.IsCompleted);

        // The closing time begins once the response is sent, which the peer may see a little earlier.
        var closing = peer.ExpectCloseAsync();
        while (!closing.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1.1));
            await Task.Yield();
        }

        await closing;
        await stopping.WaitAsync(_patience, Token);
    }

    [Fact]
    public async Task Stop_GracePeriodOver_CancelsWithItsReason()
    {
        await using var listener = new InMemoryListener();
        var ended = new TaskCompletionSource<OperationEndReason>();
        var began = new TaskCompletionSource();
        listener.Routes.Handle = async operation =>
        {
            began.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, operation.Cancellation);
            }
            finally
            {
                ended.SetResult(operation.EndReason);
            }
        };
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(1);
        await began.Task.WaitAsync(_patience, Token);
        await listener.Listener.StopAsync(new CancellationToken(true));
        Assert.Equal(OperationEndReason.Stopped, await ended.Task.WaitAsync(_patience, Token));
    }

    private static async Task WaitForAsync(Func<bool> condition)
    {
        for (var i = 0; i < 100_000 && !condition(); i++)
            await Task.Yield();
        Assert.True(condition());
    }
}
