using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.TestKit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Services.Tests.Retrieve;

/// <summary>C-MOVE as a job: answered when it is durable, and sent until it has arrived.</summary>
public sealed class MoveJobTests : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private readonly InMemoryModalities _modalities = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedRetrieve _handler = ScriptedRetrieve.Of([.. Enumerable.Range(1, 5).Select(number => RetrieveHost.Instance(number))]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _modalities.DisposeAsync();

    [Fact]
    public async Task Move_ToAJob_IsAnsweredBeforeAnythingArrives()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stored = new StoredInstances { Before = operation => new ValueTask(open.Task.WaitAsync(operation.Cancellation)) };
        _modalities.Add("STATION", stored.HandleAsync);
        await using var engine = await StartAsync(new MemoryJobStore(_clock));
        Assert.Equal(DimseStatus.Success, await MoveAsync(engine, "STATION"));
        Assert.Empty(stored.All);
        open.SetResult();

        var job = await engine.EndAsync();
        Assert.Equal(JobState.Success, job.State);
        Assert.Equal(5, stored.All.Count);
        Assert.All(stored.All, one => Assert.Equal(("WORKSTATION", (ushort?)1), (one.Request.MoveOriginatorAETitle.Value, one.Request.MoveOriginatorMessageId)));
        Assert.Contains("\"InstancesCount\":5", job.Content);
        Assert.Contains("\"FailedInstancesCount\":0", job.Content);
        Assert.Contains("\"RemoteAet\":\"STATION\"", job.Content);
        Assert.Contains("\"MoveOriginatorAET\":\"WORKSTATION\"", job.Content);
    }

    [Fact]
    public async Task Move_WhoseRequestIsWrong_MakesNoJob()
    {
        _modalities.Add("STATION", new StoredInstances().HandleAsync);
        await using var engine = await StartAsync(new MemoryJobStore(_clock));
        Assert.Equal(0xA801, (await MoveAsync(engine, "NOBODY")).Code);
        Assert.Equal(0xA900, (await MoveAsync(engine, "STATION", new DicomDataSet { { Tags.StudyInstanceUID, "1.2.3" } })).Code);
        Assert.Empty(await engine.Jobs.ListAsync(Token));
    }

    [Fact]
    public async Task Destination_Unreachable_IsCalledAgain()
    {
        var reachable = false;
        var stored = new StoredInstances();
        await using var listener = new InMemoryListener(new TestRoutes { Handle = stored.HandleAsync });
        _modalities.Add("STATION", () => Volatile.Read(ref reachable)
            ? listener.ConnectTransport()
            : throw new AssociationException(AssociationEndReason.ConnectionFailed, "unreachable"));
        await using var engine = await StartAsync(new MemoryJobStore(_clock));
        var waits = engine.UntilAsync(JobState.Retry);
        await MoveAsync(engine, "STATION");
        await waits.WaitAsync(_patience, Token);
        Volatile.Write(ref reachable, true);
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(JobState.Success, (await engine.EndAsync()).State);
        Assert.Equal(5, stored.All.Count);
    }

    [Fact]
    public async Task Destination_ThatHangs_DoesNotHoldUpTheOthers()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _modalities.Add("HANGS", new StoredInstances { Before = operation => new ValueTask(open.Task.WaitAsync(operation.Cancellation)) }.HandleAsync);
        _modalities.Add("STATION", new StoredInstances().HandleAsync);
        await using var engine = await StartAsync(new MemoryJobStore(_clock));
        for (var i = 0; i < 5; i++)
            await MoveAsync(engine, "HANGS");
        await MoveAsync(engine, "STATION");
        var last = (await engine.Jobs.ListAsync(Token))[^1];
        Assert.Equal(JobState.Success, (await engine.Jobs.WaitForAsync(last.Id, Token).AsTask().WaitAsync(_patience, Token))?.State);
        Assert.Equal(5, (await engine.Jobs.ListAsync(Token)).Count(static job => !job.IsOver));
        open.SetResult();
    }

    [Fact]
    public async Task Instance_ThatIsRefused_DoesNotEndTheOthers()
    {
        var stored = new StoredInstances { Answer = static request => request.AffectedSopInstanceUid.Value == "1.2.3.4.2" ? new DimseStatus(0xA900) : DimseStatus.Success };
        _modalities.Add("STATION", stored.HandleAsync);
        await using var engine = await StartAsync(new MemoryJobStore(_clock));
        await MoveAsync(engine, "STATION");

        var job = await engine.EndAsync();
        Assert.Equal((JobState.Failure, 9), (job.State, job.Error?.Code));
        Assert.Contains("4 of 5 instances arrived", job.Error?.Details);
        Assert.Contains("\"FailedInstancesCount\":1", job.Content);
        Assert.Equal(5, stored.All.Count);
    }

    [Fact]
    public async Task Instance_WithoutRoom_AloneIsSentAgain()
    {
        var full = true;
        var stored = new StoredInstances { Answer = request => full && request.AffectedSopInstanceUid.Value == "1.2.3.4.2" ? new DimseStatus(0xA700) : DimseStatus.Success };
        _modalities.Add("STATION", stored.HandleAsync);
        await using var engine = await StartAsync(new MemoryJobStore(_clock));
        var waits = engine.UntilAsync(JobState.Retry);
        await MoveAsync(engine, "STATION");
        await waits.WaitAsync(_patience, Token);
        full = false;
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(JobState.Success, (await engine.EndAsync()).State);
        Assert.Equal("1 2 3 4 5 2", string.Join(' ', stored.All.Select(static one => one.Request.AffectedSopInstanceUid.Value[^1..])));
    }

    [Theory]
    [InlineData(JobCommand.Pause, JobCommand.Resume, "1 2 3 4 5")]
    [InlineData(JobCommand.Cancel, JobCommand.Resubmit, "1 2 1 2 3 4 5")]
    public async Task Job_StoppedInTheMiddle_GoesOn(JobCommand stop, JobCommand goOn, string expected)
    {
        var third = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isOpen = false;
        var stored = new StoredInstances
        {
            Before = async operation =>
            {
                if (isOpen || ((CStoreRequest)operation.Request).AffectedSopInstanceUid.Value != "1.2.3.4.3")
                    return;
                third.TrySetResult();
                await Task.Delay(Timeout.Infinite, operation.Cancellation);
            },
        };
        _modalities.Add("STATION", stored.HandleAsync);
        await using var engine = await StartAsync(new MemoryJobStore(_clock));
        await MoveAsync(engine, "STATION");
        await third.Task.WaitAsync(_patience, Token);
        var stopped = engine.UntilAsync(stop == JobCommand.Pause ? JobState.Paused : JobState.Failure);
        var id = Assert.Single(await engine.Jobs.ListAsync(Token)).Id;
        await engine.Jobs.DoAsync(id, stop, Token);
        await stopped.WaitAsync(_patience, Token);
        isOpen = true;
        await engine.Jobs.DoAsync(id, goOn, Token);

        Assert.Equal(JobState.Success, (await engine.EndAsync()).State);
        Assert.Equal(expected, string.Join(' ', stored.All.Select(static one => one.Request.AffectedSopInstanceUid.Value[^1..])));
    }

    private async Task<MoveEngine> StartAsync(MemoryJobStore store)
    {
        var engine = new MoveEngine(_handler, _modalities, store, _clock);
        await engine.Jobs.StartAsync(Token);
        return engine;
    }

    private static async Task<DimseStatus> MoveAsync(MoveEngine engine, string destination, DicomDataSet? identifier = null)
    {
        await using var association = await engine.AssociateAsync();
        return Assert.Single(await RetrieveHost.MoveAsync(association, destination, identifier, cancellation: Token)).Response.Status;
    }
}
