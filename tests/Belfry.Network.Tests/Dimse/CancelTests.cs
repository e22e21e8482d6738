using Belfry.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Network.Tests;

/// <summary>The law of the road: the reading loop never waits for a handler.</summary>
public class CancelTests
{
    public static TheoryData<string> Handlers => ["never awaits", "awaits", "blocks its thread", "ignores the token"];

    [Theory]
    [MemberData(nameof(Handlers))]
    [Trait("Section", "PS3.7 9.3.2.3")]
    public async Task CFind_HandlerYieldsForEver_EndsWithCancelAndStillAnswersEcho(string kind)
    {
        await using var listener = new InMemoryListener();
        listener.Routes.Handle = operation => YieldForEverAsync(operation, kind);
        await using var peer = listener.Connect(capacity: 256 * 1024);
        await peer.AssociateAsync();
        await peer.SendFindAsync(7);
        var (first, dataSet) = await peer.ExpectMessageAsync();
        Assert.Equal(0xFF00, first.Status);
        Assert.Equal(8, dataSet!.Length);

        await peer.SendCancelAsync(7);

        var last = await peer.SkipToFinalAsync();
        Assert.Equal(0xFE00, last.Status);
        Assert.Equal((ushort)7, last.MessageIdBeingRespondedTo);
        await peer.SendEchoAsync(8);
        var echo = await peer.ExpectResponseAsync();
        Assert.Equal(0x8030, echo.CommandField);
        Assert.Equal(0x0000, echo.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Section", "PS3.7 9.3.2.3")]
    public async Task CFind_HandlerThatDoesNotEnd_IsAnsweredForAfterTheGrace(bool blocks)
    {
        var clock = new FakeTimeProvider();
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var blocked = new ManualResetEventSlim();
        var late = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lines = new LogLines();
        await using var listener = new InMemoryListener(clock: clock, loggers: lines);
        listener.Routes.Handle = async operation =>
        {
            operation.Cancellation.Register(cancelled.SetResult);
            await operation.RespondAsync(CFindResponse.Pending, new RawDataSet(new byte[] { 0x10, 0, 0x10, 0, 0, 0, 0, 0 }));
            await operation.FlushAsync();
            if (blocks)
                blocked.Wait(CancellationToken.None);
            else
                await end.Task;
            late.SetResult(await Record.ExceptionAsync(async () => await operation.RespondAsync(CFindResponse.Success)));
        };
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendFindAsync(7);
        Assert.Equal(0xFF00, (await peer.ExpectMessageAsync()).Command.Status);

        await peer.SendCancelAsync(7);
        await cancelled.Task;
        clock.Advance(AssociationLimits.Default.CancelGrace);

        Assert.Equal(0xFE00, (await peer.ExpectResponseAsync()).Status);
        await peer.SendEchoAsync(8);
        var echo = await peer.ExpectResponseAsync();
        Assert.Equal((0x8030, 0x0000), (echo.CommandField, echo.Status));
        end.SetResult();
        blocked.Set();
        Assert.IsType<OperationCanceledException>(await late.Task);
        await peer.SendReleaseRequestAsync();
        await peer.ExpectReleaseResponseAsync();
        await lines.WaitForAsync(2008, 1, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(lines.All, static line => line.Level >= LogLevel.Error);
    }

    internal static async ValueTask YieldForEverAsync(DimseOperation operation, string kind)
    {
        var answer = new RawDataSet(new byte[] { 0x10, 0, 0x10, 0, 0, 0, 0, 0 });
        switch (kind)
        {
            case "never awaits":
                while (!operation.Cancellation.IsCancellationRequested)
                    await operation.RespondAsync(CFindResponse.Pending, answer);
                break;
            case "awaits":
                while (true)
                {
                    await operation.RespondAsync(CFindResponse.Pending, answer);
                    await operation.FlushAsync();
                    await Task.Yield();
                    operation.Cancellation.ThrowIfCancellationRequested();
                }

            case "blocks its thread":
                await operation.RespondAsync(CFindResponse.Pending, answer);
                await operation.FlushAsync();
                operation.Cancellation.WaitHandle.WaitOne();
                break;
            case "ignores the token":
                while (true)
                    await operation.RespondAsync(CFindResponse.Pending, answer);
        }
    }
}
