using Belfry.Jobs;
using Belfry.Jobs.Tests;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Archive.Tests;

public sealed class SqliteJobStoreTests : JobStoreContract
{
    private IndexFolder? _folder;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected override ValueTask<IJobStore> OpenAsync()
    {
        _folder = IndexFolder.Open(options => options with { Clock = Clock });
        return new(_folder.Index.Jobs);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_folder is not null)
            await _folder.DisposeAsync();
    }

    [Fact]
    public async Task ReleaseFormer_TheClockWasSetBackWhileNothingRan_JobsWaitNoLongerThanTheyWould()
    {
        await using var folder = IndexFolder.Open(options => options with { Clock = Clock });
        await folder.Index.Jobs.SubmitAsync(new NewJob { Kind = "k", Delay = TimeSpan.FromMinutes(5), TimeToLive = TimeSpan.FromHours(1) }, new Guid(1, 0, 0, new byte[8]), null, default, Token);
        await folder.CloseAsync();
        var late = new FakeTimeProvider(Clock.GetUtcNow().AddYears(-10));
        folder.Reopen(options => options with { Clock = late });

        await folder.Index.Jobs.ReleaseFormerAsync(new JobOwner("s", new Guid(2, 0, 0, new byte[8])), Token);

        var job = Assert.Single(await folder.Index.Jobs.ListAsync(Token));
        Assert.Equal((late.GetUtcNow().AddMinutes(5), late.GetUtcNow().AddHours(1)), (job.Due, job.Expires));
    }

    [Fact]
    public async Task TwoServers_AnyScript_NeverRunAJobTwiceAtOnce() =>
        await Gen.Byte.Array[10, 100].SampleAsync(
            async script =>
            {
                var clock = new FakeTimeProvider();
                await using var folder = IndexFolder.Open(options => options with { Clock = clock, LogLength = 0, IsDurable = false });
                Assert.Equal("", string.Join("\n", await TwoServers.RunAsync(clock, folder.Index.Jobs, script)));
            },
            iter: 25);

    [Fact]
    public async Task Reopen_TheDatabase_KeepsWhatWasKept()
    {
        await using var folder = IndexFolder.Open(options => options with { Clock = Clock });
        var owner = new JobOwner("s", new Guid(1, 0, 0, new byte[8]));
        var (submission, lease) = await folder.Index.Jobs.SubmitAsync(
            new NewJob { Kind = "k", Arguments = new byte[] { 1 } }, new Guid(5, 0, 0, new byte[8]), owner, TimeSpan.FromSeconds(30), Token);
        Assert.NotNull(lease);
        Assert.True(await folder.Index.Jobs.CheckpointAsync(lease, new byte[] { 2 }, new JobProgress(0.123456, "{}", TimeSpan.FromTicks(1)), Token));
        await folder.CloseAsync();
        folder.Reopen(options => options with { Clock = Clock });
        var job = Assert.Single(await folder.Index.Jobs.ListAsync(Token));
        Assert.Equal((submission.Job.Id, JobState.Running, 0.123456, TimeSpan.FromTicks(1)), (job.Id, job.State, job.Progress, job.Runtime));
    }

    [Fact]
    public async Task Upgrade_FromAnIndexWithoutJobs_AddsThem()
    {
        await using var folder = IndexFolder.Open();
        await folder.Index.AddAsync(Instances.Header("P1", 1, 1, 1));
        await folder.CloseAsync();
        using (var database = SqliteDatabase.Open(folder.Path, isReadOnly: false))
            database.Execute("DROP TABLE job_arguments; DROP TABLE job_checkpoints; DROP TABLE jobs;"
                + " ALTER TABLE instances RENAME COLUMN digest TO md5; ALTER TABLE patients DROP COLUMN updated; ALTER TABLE studies DROP COLUMN updated;"
                + " ALTER TABLE series DROP COLUMN updated; DROP TABLE changes; DROP TABLE registry; DROP TABLE labels; DROP TABLE metadata;"
                + " DROP TABLE attachments; DROP TABLE exports; DROP TRIGGER patients_extras; DROP TRIGGER studies_extras; DROP TRIGGER series_extras;"
                + " DROP TRIGGER instances_extras; DROP INDEX patients_by_creation; DROP INDEX studies_by_creation;"
                + " DROP INDEX series_by_creation; ALTER TABLE patients DROP COLUMN created; ALTER TABLE studies DROP COLUMN created;"
                + " ALTER TABLE series DROP COLUMN created; DROP TABLE plugin_values; DROP TABLE plugin_queues; DROP TABLE job_records; PRAGMA user_version = 3");
        folder.Reopen();
        Assert.Empty(await folder.Index.Jobs.ListAsync(Token));
        Assert.Equal(1, (await folder.Index.MeasureAsync(Token)).Instances);
    }

    [Fact]
    public async Task Upgrade_FromJobsWithoutLanes_KeepsThem()
    {
        await using var folder = IndexFolder.Open();
        var (waiting, _) = await folder.Index.Jobs.SubmitAsync(new NewJob { Kind = "k", Lane = "DEST" }, new Guid(5, 0, 0, new byte[8]), null, default, Token);
        await folder.CloseAsync();
        using (var database = SqliteDatabase.Open(folder.Path, isReadOnly: false))
            database.Execute("DROP INDEX jobs_ready; ALTER TABLE jobs DROP COLUMN lane;"
                + " CREATE INDEX jobs_ready ON jobs (kind, priority DESC, seq) WHERE state = 0 AND due IS NULL; DROP TABLE job_records; PRAGMA user_version = 10");
        folder.Reopen();
        Assert.Equal(waiting.Job with { Lane = null }, Assert.Single(await folder.Index.Jobs.ListAsync(Token)));
    }

    [Fact]
    public async Task DoAsync_AChangeThatFails_TakesItsJobWithIt()
    {
        await using var folder = IndexFolder.Open();
        await folder.CloseAsync();
        using var database = SqliteDatabase.Open(folder.Path, isReadOnly: false);
        using var writer = new IndexWriter(database, new ArchiveIndexOptions { Path = folder.Path });
        await using var log = new LogKeeper(database, SqliteDatabase.Open(folder.Path, isReadOnly: false), null, 0, TimeSpan.FromSeconds(10));
        await using var lane = new WriterLane(writer, log);
        await Assert.ThrowsAsync<FormatException>(() => lane.DoAsync<bool>(
            one =>
            {
                one.Jobs.Add(JobTransitions.Create(new NewJob { Kind = "k" }, Guid.Empty, Clock.GetUtcNow()), [1]);
                throw new FormatException();
            },
            0,
            Token).AsTask());
        Assert.Equal(0, database.QueryNumber("SELECT count(*) FROM jobs"));
    }

    [Theory]
    [InlineData("SELECT seq, lane FROM jobs WHERE kind = ? AND state = 0 AND due IS NULL ORDER BY priority DESC, seq", "COVERING INDEX jobs_ready")]
    [InlineData("SELECT seq FROM jobs WHERE kind = ? AND key = ? AND completed IS NULL", "jobs_by_key")]
    [InlineData("SELECT seq FROM jobs WHERE due <= ?", "jobs_by_due")]
    [InlineData("SELECT seq FROM jobs WHERE lease_end <= ?", "jobs_by_lease")]
    [InlineData("SELECT seq FROM jobs WHERE expires <= ? AND completed IS NULL AND state <> 1", "jobs_by_expiry")]
    [InlineData("SELECT seq FROM jobs WHERE completed IS NOT NULL ORDER BY completed DESC, seq DESC LIMIT -1 OFFSET ?", "jobs_by_completion")]
    [InlineData("SELECT min(due) FROM jobs WHERE due IS NOT NULL", "jobs_by_due")]
    public async Task Plan_OfWhatIsAskedOften_UsesItsIndexAndSortsNothing(string sql, string index)
    {
        await using var folder = IndexFolder.Open();
        await folder.CloseAsync();
        using var database = SqliteDatabase.Open(folder.Path, isReadOnly: false);
        var plan = database.Prepare($"EXPLAIN QUERY PLAN {sql}");
        List<string> steps = [];
        while (plan.Step())
            steps.Add(plan.GetText(3) ?? "");
        plan.Reset();
        Assert.Contains(steps, step => step.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(steps, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }
}
