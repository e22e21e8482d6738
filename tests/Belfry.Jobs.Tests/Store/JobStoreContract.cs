using Xunit;

namespace Belfry.Jobs.Tests;

/// <summary>What every store of jobs does; a class for each store runs it.</summary>
public abstract class JobStoreContract : IAsyncLifetime
{
    private const string Kind = "k";

    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(30);
    private static readonly JobOwner _one = new("one", new Guid(1, 0, 0, new byte[8]));
    private static readonly JobOwner _two = new("two", new Guid(2, 0, 0, new byte[8]));
    private static readonly JobProgress _progress = new(0.5, """{"a":"é"}""", TimeSpan.FromSeconds(7));

    private int _last;
    private IJobStore? _store;

    protected JumpingClock Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IJobStore Store => _store ?? throw new InvalidOperationException("Not open.");

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask<IJobStore> OpenAsync();

    protected abstract ValueTask CloseAsync();

    [Fact]
    public async Task Submit_EveryMember_IsFoundAgain()
    {
        var job = new NewJob
        {
            Kind = Kind,
            Arguments = new byte[] { 0, 1, 255 },
            Content = """{"Ä":"'\""}""",
            UserData = """["x"]""",
            Priority = -3,
            Key = "1.2.3",
            Lane = "Ä",
            Delay = TimeSpan.FromMinutes(1),
            TimeToLive = TimeSpan.FromMinutes(9),
        };
        var (submission, lease) = await Store.SubmitAsync(job, NextId(), null, _lease, Token);
        Assert.True(submission.IsNew);
        Assert.Null(lease);
        Assert.Equal(job.Arguments.ToArray(), (await Store.ReadArgumentsAsync(submission.Job.Id, Token))?.ToArray());
        Assert.Null(await Store.ReadArgumentsAsync(NextId(), Token));
        var now = Clock.GetUtcNow();
        var expected = new Job
        {
            Id = submission.Job.Id,
            Kind = Kind,
            Content = job.Content,
            UserData = job.UserData,
            Priority = -3,
            Key = "1.2.3",
            Lane = "Ä",
            Created = now,
            Timestamp = now,
            Due = now.AddMinutes(1),
            Expires = now.AddMinutes(9),
        };
        Assert.Equal(expected, submission.Job);
        Assert.Equal(expected, await Store.FindAsync(expected.Id, Token));
        Assert.Equal(expected, Assert.Single(await Store.ListAsync(Token)));
        Assert.Null(await Store.FindAsync(Guid.Empty, Token));

        Clock.Advance(TimeSpan.FromMinutes(1));
        var claimed = Assert.Single((await ClaimAsync(_one)).Jobs);
        Assert.Equal(job.Arguments.ToArray(), claimed.Arguments.ToArray());
        Assert.True(claimed.Checkpoint.IsEmpty);
    }

    [Fact]
    public async Task Submit_TheKeyIsThere_ChangesNothing()
    {
        var first = await SubmitAsync(job => job with { Key = "a" });
        var (second, lease) = await Store.SubmitAsync(new NewJob { Kind = Kind, Key = "a" }, NextId(), _one, _lease, Token);
        Assert.Equal((first.Id, false), (second.Job.Id, second.IsNew));
        Assert.Null(lease);
        Assert.NotEqual(first.Id, (await SubmitAsync(job => job with { Key = "a", Kind = "other" })).Id);
        Assert.NotEqual(first.Id, (await SubmitAsync(job => job with { Key = "A" })).Id);
        await Store.CommandAsync(first.Id, JobCommand.Cancel, 10, Token);
        var third = await SubmitAsync(job => job with { Key = "a" });
        Assert.NotEqual(first.Id, third.Id);
        Assert.Equal(JobCommandResult.NotPossible, (await Store.CommandAsync(first.Id, JobCommand.Resubmit, 10, Token)).Result);
    }

    [Fact]
    public async Task Submit_ManyAtOnceWithOneKey_MakesOneJob()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Store.SubmitAsync(new NewJob { Kind = Kind, Key = "a" }, NextId(), null, _lease, Token).AsTask()));
        Assert.Single(all, result => result.Submission.IsNew);
        Assert.Single(all.Select(result => result.Submission.Job.Id).Distinct());
    }

    [Fact]
    public async Task Submit_WithAnOwner_IsClaimedAtOnce()
    {
        var (submission, lease) = await Store.SubmitAsync(new NewJob { Kind = Kind }, NextId(), _one, _lease, Token);
        Assert.NotNull(lease);
        Assert.Equal(JobState.Running, submission.Job.State);
        Assert.Equal(new JobLease(submission.Job.Id, _one, 1), lease);
        Assert.Empty((await ClaimAsync(_two)).Jobs);
        Assert.True(await Store.CheckpointAsync(lease, new byte[] { 1 }, _progress, Token));
    }

    [Fact]
    public async Task Claim_SeveralKinds_ByPriorityThenOrderWithinTheRooms()
    {
        List<Guid> ids = [];
        foreach (var (kind, priority) in new[] { ("a", 0), ("a", 1), ("b", 0), ("a", 0), ("b", 2), ("c", 9), ("b", 0), ("d", 0) })
            ids.Add((await SubmitAsync(job => job with { Kind = kind, Priority = priority })).Id);
        var claims = await ClaimAsync(_one, 3, new JobRoom("a", 2, true), new JobRoom("b", 3, true), new JobRoom("d", 5, false), new JobRoom("e", 1, true));
        Assert.Equal([ids[4], ids[1], ids[0], ids[7]], claims.Jobs.Select(job => job.Job.Id));
        Assert.True(claims.HasMore);
        Assert.Null((await ClaimAsync(_two, 9, new JobRoom("d", 5, false))) is { HasMore: false } ? null : "more");
        Assert.Equal([ids[2], ids[6]], (await ClaimAsync(_two, 9, new JobRoom("b", 5, true))).Jobs.Select(job => job.Job.Id));
    }

    [Fact]
    public async Task Claim_AFullLane_IsPassedByAndWaitsOn()
    {
        List<Guid> ids = [];
        foreach (var (lane, priority) in new[] { ("slow", 9), ("slow", 5), ("slow", 5), ("quick", 0), (null, -1), ("quick", -2), ("quick", -3), ("Slow", -4) })
            ids.Add((await SubmitAsync(job => job with { Lane = lane, Priority = priority })).Id);
        var room = new JobRoom(Kind, 5, true) { LaneSlots = 2, Lanes = new Dictionary<string, int> { ["slow"] = 1 } };
        var claims = await ClaimAsync(_one, 10, room);
        Assert.Equal([ids[0], ids[3], ids[4], ids[5], ids[7]], claims.Jobs.Select(job => job.Job.Id));
        Assert.True(claims.HasMore);
        Assert.Equal([ids[1], ids[2], ids[6]], (await ClaimAsync(_one, 10, room with { Lanes = new Dictionary<string, int>() })).Jobs.Select(job => job.Job.Id));
    }

    [Fact]
    public async Task Claim_TimesThatCome_ArePutInOrder()
    {
        var expiring = await SubmitAsync(job => job with { Kind = "unknown", TimeToLive = TimeSpan.FromSeconds(10) });
        var delayed = await SubmitAsync(job => job with { Delay = TimeSpan.FromSeconds(20) });
        var (held, lease) = await Store.SubmitAsync(new NewJob { Kind = Kind, TimeToLive = TimeSpan.FromSeconds(1) }, NextId(), _two, _lease, Token);
        Assert.NotNull(lease);
        Assert.Equal(TimeSpan.FromSeconds(10), (await ClaimAsync(_one)).Next);
        Clock.Advance(TimeSpan.FromSeconds(10));
        var claims = await ClaimAsync(_one);
        Assert.Equal((expiring.Id, JobError.Expired), (Assert.Single(claims.Ended).Id, claims.Ended[0].Error));
        Assert.Equal(TimeSpan.FromSeconds(10), claims.Next);
        Clock.Advance(TimeSpan.FromSeconds(10));
        claims = await ClaimAsync(_one);
        Assert.Equal(delayed.Id, Assert.Single(claims.Jobs).Job.Id);
        Assert.Equal(TimeSpan.FromSeconds(10), claims.Next);
        Clock.Advance(TimeSpan.FromSeconds(10));

        // A run is not broken off by its expiry; once its lease is lost, it is over.
        claims = await ClaimAsync(_one);
        Assert.Equal(held.Job.Id, Assert.Single(claims.Ended).Id);
        Assert.False(await Store.CheckpointAsync(lease, default, _progress, Token));
    }

    [Fact]
    public async Task Lease_NotRenewed_GoesToAnother()
    {
        var id = (await SubmitAsync()).Id;
        var first = Assert.Single((await ClaimAsync(_one)).Jobs);
        Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal([first.Lease], (await Store.RenewAsync([first.Lease], _lease, Token)).Select(held => held.Lease));
        await Store.CommandAsync(id, JobCommand.Pause, 10, Token);
        Assert.Equal(JobRequest.Pause, Assert.Single(await Store.RenewAsync([first.Lease], _lease, Token)).Request);
        await Store.CommandAsync(id, JobCommand.Resume, 10, Token);
        Assert.True(await Store.CheckpointAsync(first.Lease, new byte[] { 1, 2 }, _progress, Token));
        Assert.True(await Store.CheckpointAsync(first.Lease, new byte[] { 3 }, _progress, Token));
        Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty((await ClaimAsync(_two)).Jobs);
        Clock.Advance(TimeSpan.FromSeconds(1));
        var second = Assert.Single((await ClaimAsync(_two)).Jobs);
        Assert.Equal([3], second.Checkpoint.ToArray());
        Assert.Equal((0.5, _progress.Content, _progress.Runtime), (second.Job.Progress, second.Job.Content, second.Job.Runtime));
        Assert.Equal(first.Lease.Run + 1, second.Lease.Run);

        Assert.Empty(await Store.RenewAsync([first.Lease], _lease, Token));
        Assert.False(await Store.CheckpointAsync(first.Lease, new byte[] { 9 }, _progress, Token));
        Assert.Null(await Store.EndAsync(first.Lease, new JobRunEnd { State = JobState.Success, Progress = _progress }, 10, Token));
        Assert.Equal(JobState.Running, (await Store.FindAsync(id, Token))?.State);
    }

    [Fact]
    public async Task ReleaseFormer_OfTheSameServerOnly_LetsTheirJobsGo()
    {
        var mine = (await SubmitAsync()).Id;
        Assert.Single((await ClaimAsync(_one)).Jobs);
        await SubmitAsync();
        Assert.Single((await ClaimAsync(_two)).Jobs);
        var reborn = _one with { Incarnation = new Guid(3, 0, 0, new byte[8]) };
        await Store.ReleaseFormerAsync(reborn, Token);
        Assert.Equal(mine, Assert.Single((await ClaimAsync(reborn)).Jobs).Job.Id);
        await Store.ReleaseFormerAsync(reborn, Token);
        Assert.Empty((await ClaimAsync(reborn)).Jobs);
    }

    [Fact]
    public async Task ReleaseFormer_AgainAndAgain_TheLastRunBeforeTheJobFailsIsTold()
    {
        await SubmitAsync();
        List<bool> isLast = [Assert.Single((await ClaimAsync(_one)).Jobs).IsLastChance];
        for (var i = 1; i < 5; i++)
        {
            var reborn = _one with { Incarnation = NextId() };
            await Store.ReleaseFormerAsync(reborn, Token);
            isLast.Add(Assert.Single((await ClaimAsync(reborn)).Jobs).IsLastChance);
        }

        Assert.Equal([false, false, false, false, true], isLast);
    }

    [Fact]
    public async Task End_EachWay_IsKept()
    {
        foreach (var (state, error) in new[] { (JobState.Success, null), (JobState.Failure, new JobError(9, "d", "é")), (JobState.Retry, new JobError(9, "d")), (JobState.Pending, null) })
        {
            var id = (await SubmitAsync()).Id;
            var claimed = Assert.Single((await ClaimAsync(_one)).Jobs);
            Assert.Equal(id, claimed.Job.Id);
            Clock.Advance(TimeSpan.FromSeconds(1));
            var ended = await Store.EndAsync(claimed.Lease, new JobRunEnd { State = state, Error = error, Delay = TimeSpan.FromHours(1), Progress = _progress }, 10, Token);
            Assert.Equal((state, error), (ended?.State, ended?.Error));
            Assert.Equal(ended, await Store.FindAsync(id, Token));
            Assert.Null(await Store.EndAsync(claimed.Lease, new JobRunEnd { State = JobState.Success, Progress = _progress }, 10, Token));
            Assert.False(await Store.CheckpointAsync(claimed.Lease, default, _progress, Token));
            await Store.CommandAsync(id, JobCommand.Cancel, 10, Token);
        }
    }

    [Fact]
    public async Task Command_Resubmit_ForgetsTheCheckpointAndKeepsTheArguments()
    {
        var id = (await SubmitAsync(job => job with { Arguments = new byte[] { 4 } })).Id;
        var claimed = Assert.Single((await ClaimAsync(_one)).Jobs);
        await Store.CheckpointAsync(claimed.Lease, new byte[] { 1 }, _progress, Token);
        await Store.EndAsync(claimed.Lease, new JobRunEnd { State = JobState.Failure, Error = JobError.Internal, Progress = _progress }, 10, Token);
        Assert.Equal(JobCommandResult.Done, (await Store.CommandAsync(id, JobCommand.Resubmit, 10, Token)).Result);
        claimed = Assert.Single((await ClaimAsync(_one)).Jobs);
        Assert.Equal([4], claimed.Arguments.ToArray());
        Assert.True(claimed.Checkpoint.IsEmpty);
    }

    [Fact]
    public async Task Command_Hasten_IsClaimedBeforeItsTime()
    {
        var id = (await SubmitAsync()).Id;
        var claimed = Assert.Single((await ClaimAsync(_one)).Jobs);
        await Store.EndAsync(claimed.Lease, new JobRunEnd { State = JobState.Retry, Error = JobError.Internal, Delay = TimeSpan.FromHours(1), Progress = _progress }, 10, Token);
        Assert.Empty((await ClaimAsync(_one)).Jobs);
        Assert.Equal(JobCommandResult.Done, (await Store.CommandAsync(id, JobCommand.Hasten, 10, Token)).Result);
        Assert.Equal(id, Assert.Single((await ClaimAsync(_one)).Jobs).Job.Id);
    }

    [Fact]
    public async Task Command_UnknownAndImpossible_AreTold()
    {
        Assert.Equal(JobCommandResult.Unknown, (await Store.CommandAsync(Guid.Empty, JobCommand.Pause, 10, Token)).Result);
        var id = (await SubmitAsync()).Id;
        Assert.Equal(JobCommandResult.NotPossible, (await Store.CommandAsync(id, JobCommand.Delete, 10, Token)).Result);
        await Store.CommandAsync(id, JobCommand.Cancel, 10, Token);
        var (result, job) = await Store.CommandAsync(id, JobCommand.Delete, 10, Token);
        Assert.Equal((JobCommandResult.Done, id), (result, job?.Id));
        Assert.Empty(await Store.ListAsync(Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task History_MoreThanAreKept_ForgetsThoseThatWereOverFirst(int history)
    {
        List<Guid> over = [];
        var waiting = (await SubmitAsync(job => job with { Kind = "other" })).Id;
        for (var i = 0; i < 5; i++)
        {
            await SubmitAsync(job => job with { Arguments = new byte[100] });
            var claimed = Assert.Single((await ClaimAsync(_one)).Jobs);
            over.Add(claimed.Job.Id);
            Clock.Advance(TimeSpan.FromSeconds(i == 2 ? 0 : 1));
            Assert.NotNull(await Store.EndAsync(claimed.Lease, new JobRunEnd { State = JobState.Success, Progress = _progress }, history, Token));
        }

        Assert.Equal([waiting, .. over[^history..]], (await Store.ListAsync(Token)).Select(job => job.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(3650 * 24)]
    [InlineData(-3650 * 24)]
    public async Task Clock_IsSet_EverythingWaitsAsLongAsItWouldHave(int hours)
    {
        var expiring = await SubmitAsync(job => job with { Kind = "unknown", TimeToLive = TimeSpan.FromSeconds(30) });
        var delayed = await SubmitAsync(job => job with { Delay = TimeSpan.FromSeconds(20) });
        var (_, lease) = await Store.SubmitAsync(new NewJob { Kind = Kind }, NextId(), _two, _lease, Token);
        Assert.NotNull(lease);
        Clock.Advance(TimeSpan.FromSeconds(10));

        Clock.Set(TimeSpan.FromHours(hours));

        var claims = await ClaimAsync(_one);
        Assert.Empty(claims.Jobs);
        Assert.Empty(claims.Ended);
        Assert.Equal(TimeSpan.FromSeconds(10), claims.Next);
        Assert.Equal(Clock.GetUtcNow().AddSeconds(10), (await Store.FindAsync(delayed.Id, Token))?.Due);
        Assert.Single(await Store.RenewAsync([lease], _lease, Token));
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(delayed.Id, Assert.Single((await ClaimAsync(_one)).Jobs).Job.Id);
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(expiring.Id, Assert.Single((await ClaimAsync(_one)).Ended).Id);
        Assert.NotNull(await Store.EndAsync(lease, new JobRunEnd { State = JobState.Success, Progress = _progress }, 10, Token));
    }

    [Fact]
    public async Task Clock_IsSetBack_WhatIsOverNowIsKeptBeforeWhatWasOverEarlier()
    {
        List<Guid> over = [];
        for (var i = 0; i < 4; i++)
        {
            await SubmitAsync();
            var claimed = Assert.Single((await ClaimAsync(_one)).Jobs);
            over.Add(claimed.Job.Id);
            Assert.NotNull(await Store.EndAsync(claimed.Lease, new JobRunEnd { State = JobState.Success, Progress = _progress }, 2, Token));
            Clock.Advance(TimeSpan.FromSeconds(1));
            if (i == 1)
                Clock.Set(-TimeSpan.FromDays(3650));
        }

        Assert.Equal(over[2..], (await Store.ListAsync(Token)).Select(job => job.Id));
    }

    private Guid NextId() => new(Interlocked.Increment(ref _last), 0, 0, new byte[8]);

    private async Task<Job> SubmitAsync(Func<NewJob, NewJob>? change = null)
    {
        var job = new NewJob { Kind = Kind };
        return (await Store.SubmitAsync(change?.Invoke(job) ?? job, NextId(), null, _lease, Token)).Submission.Job;
    }

    private async Task<JobClaims> ClaimAsync(JobOwner owner, int counted = 10, params JobRoom[] rooms) => await Store.ClaimAsync(
        new JobClaim
        {
            Owner = owner,
            LeaseDuration = _lease,
            Rooms = rooms.Length == 0 ? [new JobRoom(Kind, 10, true)] : rooms,
            CountedSlots = counted,
            History = 10,
            MaxLosses = 5,
        },
        Token);
}
