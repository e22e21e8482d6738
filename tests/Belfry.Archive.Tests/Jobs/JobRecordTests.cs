using Belfry.Jobs;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>What ended jobs came to is kept when they are forgotten.</summary>
public sealed class JobRecordTests
{
    private static readonly JobOwner _owner = new("s", new Guid(1, 0, 0, new byte[8]));

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_JobsThatAreForgotten_TellsWhatTheyCameTo()
    {
        await using var folder = Open(10);
        var good = await EndAsync(folder, "k", 1, JobState.Success, """{"a":"x"}""");
        await EndAsync(folder, "other", 2, JobState.Success, "{}");
        _clock.Advance(TimeSpan.FromMinutes(1));
        await EndAsync(folder, "k", 3, JobState.Failure, """{"a":"y"}""", new JobError(9, "No", "Why"));
        Assert.Empty(await folder.Index.Jobs.ListAsync(Token));
        await folder.CloseAsync();
        folder.Reopen(options => Choose(options, 10));

        var records = await ListAsync(folder);

        Assert.Equal([(2, 3), (1, 1)], records.Select(static record => ((int)record.Number, NumberOf(record.Job))));
        Assert.Equal((JobState.Failure, new JobError(9, "No", "Why"), """{"a":"y"}"""), (records[0].Job.State, records[0].Job.Error, records[0].Job.Content));
        Assert.Equal(good with { Run = 0, Owner = null, Job = good.Job with { Key = null } }, new StoredJob(records[1].Job));
        Assert.Empty(await folder.Index.JobRecords.ListAsync("other", null, null, 10, Token));
    }

    [Fact]
    public async Task List_MoreThanAreKept_TheOldestMakeWay()
    {
        await using var folder = Open(3);
        for (var i = 1; i <= 5; i++)
            await EndAsync(folder, "k", i, JobState.Success, "{}");

        Assert.Equal([5, 4, 3], (await ListAsync(folder)).Select(static record => NumberOf(record.Job)));
    }

    [Fact]
    public async Task List_APart_IsWhatIsAskedFor()
    {
        await using var folder = Open(100);
        for (var i = 1; i <= 6; i++)
            await EndAsync(folder, "k", i, JobState.Success, i % 2 == 0 ? """{"uid":"1.2"}""" : """{"uid":"1.3"}""");

        Assert.Equal([4, 2], (await folder.Index.JobRecords.ListAsync("k", "\"1.2\"", 6, 10, Token)).Select(static record => record.Number));
        Assert.Equal([6, 5], (await folder.Index.JobRecords.ListAsync("k", null, null, 2, Token)).Select(static record => record.Number));
    }

    [Fact]
    public async Task List_AJobThatWasResubmitted_TellsItsLastEndOnce()
    {
        await using var folder = Open(10);
        var failed = await EndAsync(folder, "k", 1, JobState.Failure, """{"a":1}""", new JobError(9, "No"), history: 10);
        await EndAsync(folder, "k", 2, JobState.Success, "{}", history: 10);
        await folder.Index.Jobs.CommandAsync(failed.Job.Id, JobCommand.Resubmit, 10, Token);
        var claims = await folder.Index.Jobs.ClaimAsync(
            new JobClaim { Owner = _owner, LeaseDuration = TimeSpan.FromSeconds(30), Rooms = [new JobRoom("k", 1, IsCounted: false)], CountedSlots = 1, History = 10, MaxLosses = 10 }, Token);
        await folder.Index.Jobs.EndAsync(Assert.Single(claims.Jobs).Lease, EndOf(JobState.Success, """{"a":2}""", null), 10, Token);

        Assert.Equal([(2, "{}", JobState.Success), (1, """{"a":2}""", JobState.Success)], (await ListAsync(folder)).Select(static record => ((int)record.Number, record.Job.Content, record.Job.State)));
    }

    [Fact]
    public async Task List_AJobThatIsCancelledWhileItWaits_IsTold()
    {
        await using var folder = Open(10);
        var (waiting, _) = await folder.Index.Jobs.SubmitAsync(new NewJob { Kind = "k" }, IdOf(7), null, default, Token);
        await folder.Index.Jobs.CommandAsync(waiting.Job.Id, JobCommand.Cancel, 0, Token);

        Assert.Equal(JobError.Cancelled, Assert.Single(await ListAsync(folder)).Job.Error);
    }

    [Fact]
    public async Task TakeOver_OfAnIndexOfAVersionWithoutRecords_IsNoProblem()
    {
        await using var old = Open(10);
        await old.CloseAsync();
        using (var database = SqliteDatabase.Open(old.Path, isReadOnly: false))
            database.Execute("DROP TABLE job_records");
        await using var folder = Open(10);

        var taken = await folder.Index.TakeOverAsync(old.Path, Token);

        Assert.Empty(taken.Problems);
    }

    [Fact]
    public async Task TakeOver_OfAnotherIndex_BringsItsRecordsAndNewOnesFollowThem()
    {
        await using var old = Open(10);
        await EndAsync(old, "k", 1, JobState.Failure, """{"a":1}""", new JobError(9, "No", "Why"));
        await EndAsync(old, "k", 2, JobState.Success, "{}");
        var before = await ListAsync(old);
        await old.CloseAsync();
        await using var folder = Open(10);

        var taken = await folder.Index.TakeOverAsync(old.Path, Token);
        await EndAsync(folder, "k", 3, JobState.Success, "{}");

        Assert.Equal([("records of jobs", 2)], taken.Counts);
        Assert.Equal(before, (await ListAsync(folder)).Skip(1));
        Assert.Equal([3, 2, 1], (await ListAsync(folder)).Select(static record => record.Number));
    }

    [Fact]
    public async Task Upgrade_FromAnIndexWithoutRecords_BeginsWithTheJobsThatAreOver()
    {
        await using var folder = Open(10);
        await EndAsync(folder, "StorageCommitmentScp", 1, JobState.Success, "{}", history: 10);
        await EndAsync(folder, "k", 2, JobState.Success, "{}", history: 10);
        await EndAsync(folder, "StorageCommitmentScp", 3, JobState.Failure, "{}", new JobError(9, "No"), history: 10);
        await folder.CloseAsync();
        using (var database = SqliteDatabase.Open(folder.Path, isReadOnly: false))
            database.Execute("DROP TABLE job_records; PRAGMA user_version = 12");

        folder.Reopen();

        Assert.Equal([(2, 3, 9), (1, 1, 0)], (await folder.Index.JobRecords.ListAsync("StorageCommitmentScp", null, null, 10, Token))
            .Select(static record => ((int)record.Number, NumberOf(record.Job), record.Job.Error?.Code ?? 0)));
    }

    private IndexFolder Open(int most) => IndexFolder.Open(options => Choose(options, most));

    private ArchiveIndexOptions Choose(ArchiveIndexOptions options, int most) =>
        options with { Clock = _clock, RecordedJobs = new Dictionary<string, int> { ["k"] = most } };

    private static ValueTask<IReadOnlyList<JobRecord>> ListAsync(IndexFolder folder) => folder.Index.JobRecords.ListAsync("k", null, null, 100, Token);

    private static async Task<StoredJob> EndAsync(
        IndexFolder folder, string kind, int number, JobState state, string content, JobError? error = null, int history = 0)
    {
        var (_, lease) = await folder.Index.Jobs.SubmitAsync(new NewJob { Kind = kind, Key = $"{number}" }, IdOf(number), _owner, TimeSpan.FromSeconds(30), Token);
        Assert.NotNull(lease);
        var job = await folder.Index.Jobs.EndAsync(lease, EndOf(state, content, error), history, Token);
        Assert.NotNull(job);
        return new StoredJob(job);
    }

    private static JobRunEnd EndOf(JobState state, string content, JobError? error) =>
        new() { State = state, Error = error, Progress = new JobProgress(0.5, content, TimeSpan.FromSeconds(2)) };

    private static Guid IdOf(int number) => new(number, 0, 0, new byte[8]);

    private static int NumberOf(Job job) => BitConverter.ToInt32(job.Id.ToByteArray());
}
