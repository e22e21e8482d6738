using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Belfry.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Services.Tests.Retrieve;

/// <summary>C-CANCEL, the end of the association, and what the peer hears meanwhile.</summary>
public sealed class RetrieveCancelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Section", "PS3.4 C.4.2.3.1")]
    public async Task Move_CancelledWhileTheDestinationHangs_EndsWithoutIt()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", async operation =>
        {
            operation.Cancellation.Register(() => aborted.TrySetResult());
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, operation.Cancellation);
        });
        var options = RetrieveOptions.Default with { CancelGrace = TimeSpan.Zero };
        await using var host = new RetrieveHost(ScriptedRetrieve.Of(RetrieveHost.Instance(1), RetrieveHost.Instance(2)), modalities, options);
        await using var association = await host.AssociateAsync();
        using var cancel = new CancellationTokenSource();
        var moving = RetrieveHost.MoveAsync(association, "STATION", cancellation: cancel.Token);
        await arrived.Task.WaitAsync(Token);
        await cancel.CancelAsync();

        Assert.Equal("FE00H 2/0/0/0", RetrieveText.Of((await moving)[^1]));
        await aborted.Task.WaitAsync(Token);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2.3.1")]
    public async Task Move_CancelledWhileAnInstanceIsSent_EndsBeforeTheNext()
    {
        var gate = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        var stored = new StoredInstances
        {
            Before = async operation =>
            {
                if (((CStoreRequest)operation.Request).AffectedSopInstanceUid.Value != "1.2.3.4.2")
                    return;
                arrived.TrySetResult();
                await gate.Task;
            },
        };
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", stored.HandleAsync);
        var heard = new TaskCompletionSource();
        await using var host = new RetrieveHost(
            new ScriptedRetrieve((request, cancellation) =>
            {
                cancellation.Register(() => heard.TrySetResult());
                request.SuboperationCount = 5;
                return ScriptedRetrieve.AsyncOf(Enumerable.Range(1, 5).Select(i => Suboperation.Send(RetrieveHost.Instance(i))), CancellationToken.None);
            }), modalities);
        await using var association = await host.AssociateAsync();
        using var cancel = new CancellationTokenSource();
        var moving = RetrieveHost.MoveAsync(association, "STATION", cancellation: cancel.Token);
        await arrived.Task.WaitAsync(Token);
        await cancel.CancelAsync();
        await heard.Task.WaitAsync(Token);
        gate.SetResult();
        Assert.Equal("FE00H 3/2/0/0", RetrieveText.Of((await moving)[^1]));
        Assert.Equal(2, stored.All.Count);
    }

    [Fact]
    [Trait("Section", "PS3.7 9.3.3.3")]
    public async Task Get_CancelledAfterAFailure_TellsWhatRemainsAndWhatFailed()
    {
        var stored = new StoredInstances { Answer = _ => new DimseStatus(0xA700) };
        await using var host = new RetrieveHost(new ScriptedRetrieve((request, cancellation) => EndlessAsync(request, cancellation)));
        await using var association = await host.AssociateAsync(stored, Uids.CTImageStorage);
        using var cancel = new CancellationTokenSource();
        List<DimseReply> replies = [];
        await foreach (var reply in association.InvokeAsync(new CGetRequest(Uids.StudyRootQueryRetrieveInformationModelGet), RetrieveHost.Study(), cancel.Token))
        {
            replies.Add(reply);
            if (replies.Count == 3)
                await cancel.CancelAsync();
        }

        var last = (CGetResponse)replies[^1].Response;
        Assert.Equal(DimseStatus.Cancel, last.Status);
        Assert.Equal(1000, last.RemainingSuboperations + last.FailedSuboperations);
        Assert.InRange(last.FailedSuboperations.GetValueOrDefault(), (ushort)3, (ushort)999);
        Assert.Equal(last.FailedSuboperations, (ushort?)replies[^1].DataSet?.GetStrings(Tags.FailedSOPInstanceUIDList).Count);
    }

    [Fact]
    [Trait("Section", "PS3.7 9.3.4.3")]
    public async Task Move_CancelledWhileTheHandlerHangs_IsAnsweredAtOnce()
    {
        var gate = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        await using var host = new RetrieveHost(new ScriptedRetrieve((_, _) => HangingAsync(asked, gate.Task)) { TakesAnyDestination = true });
        await using var association = await host.AssociateAsync();
        using var cancel = new CancellationTokenSource();
        var moving = RetrieveHost.MoveAsync(association, "NOBODY", cancellation: cancel.Token);
        await asked.Task.WaitAsync(Token);
        await cancel.CancelAsync();
        Assert.Equal("FE00H 0/1/0/0", RetrieveText.Of((await moving.WaitAsync(Token))[^1]));
        gate.SetResult();
    }

    [Fact]
    public async Task Move_AssociationOfThePeerEnds_GivesUpTheInstanceOnItsWay()
    {
        var arrived = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        var stored = new StoredInstances
        {
            Before = async operation =>
            {
                operation.Cancellation.Register(() => ended.TrySetResult());
                arrived.TrySetResult();
                await Task.Delay(Timeout.Infinite, operation.Cancellation);
            },
        };
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", stored.HandleAsync);
        await using var host = new RetrieveHost(ScriptedRetrieve.Of(RetrieveHost.Instance(1)), modalities);
        await using var association = await host.AssociateAsync();
        var moving = RetrieveHost.MoveAsync(association, "STATION", cancellation: Token);
        await arrived.Task.WaitAsync(Token);
        association.Abort();
        await Assert.ThrowsAsync<AssociationException>(() => moving);
        await ended.Task.WaitAsync(Token);
    }

    [Fact]
    [Trait("Section", "PS3.4 C.4.2.3.1")]
    public async Task Move_WhileOneInstanceTakesLong_TellsEachSecondHowItStands()
    {
        var clock = new FakeTimeProvider();
        var gate = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        var stored = new StoredInstances
        {
            Before = async _ =>
            {
                arrived.TrySetResult();
                await gate.Task;
            },
        };
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", stored.HandleAsync);
        await using var host = new RetrieveHost(ScriptedRetrieve.Of(RetrieveHost.Instance(1)), modalities, clock: clock);
        await using var association = await host.AssociateAsync();
        var request = new CMoveRequest(Uids.StudyRootQueryRetrieveInformationModelMove, AETitle.Parse("STATION"));
        var replies = association.InvokeAsync(request, RetrieveHost.Study(), Token).GetAsyncEnumerator(Token);
        await using (replies)
        {
            var next = replies.MoveNextAsync().AsTask();
            await arrived.Task.WaitAsync(Token);
            for (var i = 0; i < 3; i++)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                Assert.True(await next.WaitAsync(Token));
                Assert.Equal("FF00H 1/0/0/0", RetrieveText.Of(replies.Current));
                next = replies.MoveNextAsync().AsTask();
            }

            gate.SetResult();
            Assert.True(await next.WaitAsync(Token));
            Assert.Equal("0000H -/1/0/0", RetrieveText.Of(replies.Current));
        }
    }

    [Fact]
    public async Task Move_SeveralAtOnce_EachEndsWithItsOwnCounters()
    {
        var stored = new StoredInstances();
        var modalities = new InMemoryModalities();
        modalities.Add("STATION", stored.HandleAsync);
        var handler = new ScriptedRetrieve((request, cancellation) =>
        {
            var count = int.Parse(request.Query.StudyInstanceUids[0].Value.Split('.')[^1], System.Globalization.CultureInfo.InvariantCulture);
            request.SuboperationCount = count;
            return ScriptedRetrieve.AsyncOf(Enumerable.Range(1, count).Select(i => Suboperation.Send(RetrieveHost.Instance(i))), cancellation);
        });
        await using var host = new RetrieveHost(handler, modalities);
        var moves = Enumerable.Range(1, 8).Select(async count =>
        {
            await using var association = await host.AssociateAsync();
            var identifier = new DicomDataSet { { Tags.QueryRetrieveLevel, "STUDY" }, { Tags.StudyInstanceUID, $"1.2.{count}" } };
            return RetrieveText.Of((await RetrieveHost.MoveAsync(association, "STATION", identifier, cancellation: Token))[^1]);
        });
        Assert.Equal(Enumerable.Range(1, 8).Select(count => $"0000H -/{count}/0/0"), await Task.WhenAll(moves));
        Assert.Equal(36, stored.All.Count);
    }

    private static async IAsyncEnumerable<Suboperation> EndlessAsync(RetrieveRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        request.SuboperationCount = 1000;
        for (var i = 1; i <= 1000; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Suboperation.Send(RetrieveHost.Instance(i));
            await Task.Yield();
        }
    }

    private static async IAsyncEnumerable<Suboperation> HangingAsync(TaskCompletionSource asked, Task gate)
    {
        yield return Suboperation.Perform(_ => ValueTask.FromResult(SuboperationResult.Completed));
        asked.SetResult();
        await gate;
    }
}
