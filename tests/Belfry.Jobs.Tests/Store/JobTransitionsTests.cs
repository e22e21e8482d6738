using Xunit;

namespace Belfry.Jobs.Tests;

/// <summary>The table of what may be asked for a job in each state.</summary>
public sealed class JobTransitionsTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>State, what is asked already, command; the state and request after it, or null when it is not possible.</summary>
    public static TheoryData<JobState, JobRequest, JobCommand, JobState?, JobRequest> Table { get; } = MakeTable();

    [Theory]
    [MemberData(nameof(Table))]
    public void Command_InEachState_IsAsTheTableSays(JobState state, JobRequest request, JobCommand command, JobState? next, JobRequest asked)
    {
        var stored = In(state, request);
        var after = JobTransitions.Command(stored, command, _now);
        Assert.Equal(next, after?.Job.State);
        if (after is null)
            return;
        Assert.Equal(asked, after.Job.Request);
        Assert.Equal(after.Job.IsOver, after.Job.Completed is not null);
        Assert.Equal(state == JobState.Running, after.Owner is not null);
    }

    [Theory]
    [InlineData(JobRequest.None, JobState.Pending, JobState.Pending)]
    [InlineData(JobRequest.Pause, JobState.Pending, JobState.Paused)]
    [InlineData(JobRequest.Cancel, JobState.Pending, JobState.Failure)]
    [InlineData(JobRequest.None, JobState.Retry, JobState.Retry)]
    [InlineData(JobRequest.Pause, JobState.Retry, JobState.Paused)]
    [InlineData(JobRequest.Cancel, JobState.Retry, JobState.Failure)]
    [InlineData(JobRequest.Pause, JobState.Success, JobState.Success)]
    [InlineData(JobRequest.Cancel, JobState.Success, JobState.Success)]
    [InlineData(JobRequest.Pause, JobState.Failure, JobState.Failure)]
    public void End_WithARequest_DoesWhatWasAskedUnlessItIsOver(JobRequest request, JobState end, JobState expected)
    {
        var error = end is JobState.Retry or JobState.Failure ? new JobError(9, "x") : null;
        var after = JobTransitions.End(
            In(JobState.Running, request), new JobRunEnd { State = end, Error = error, Progress = new JobProgress(0.5, "{}", TimeSpan.FromSeconds(3)) }, _now);
        Assert.Equal(expected, after.Job.State);
        Assert.Equal(JobRequest.None, after.Job.Request);
        Assert.Null(after.Owner);
        Assert.Null(after.LeaseEnd);
        Assert.Equal(TimeSpan.FromSeconds(3), after.Job.Runtime);
        Assert.Equal(expected == JobState.Retry, after.Job.Due is not null);
        if (request == JobRequest.Cancel && !(end is JobState.Success or JobState.Failure))
            Assert.Equal(JobError.Cancelled, after.Job.Error);
    }

    [Theory]
    [InlineData(JobRequest.None, JobState.Pending)]
    [InlineData(JobRequest.Pause, JobState.Paused)]
    [InlineData(JobRequest.Cancel, JobState.Failure)]
    public void Lose_TheOwnerIsGone_DoesWhatWasAsked(JobRequest request, JobState expected) =>
        Assert.Equal(expected, JobTransitions.Lose(In(JobState.Running, request), 10, _now).Job.State);

    [Fact]
    public void Lose_AgainAndAgain_FailsUnlessAStepIsSaved()
    {
        var owner = new JobOwner("a", Guid.Empty);
        var stored = In(JobState.Running, JobRequest.None);
        for (var i = 0; i < 2; i++)
            stored = JobTransitions.Claim(JobTransitions.Lose(stored, 3, _now), owner, TimeSpan.FromSeconds(1), _now);
        var saved = JobTransitions.Checkpoint(stored, new JobProgress(0.1, "{}", TimeSpan.Zero), _now);
        Assert.Equal(JobState.Pending, JobTransitions.Lose(saved, 3, _now).Job.State);
        var failed = JobTransitions.Lose(stored, 3, _now);
        Assert.Equal((JobState.Failure, JobError.Lost), (failed.Job.State, failed.Job.Error));
    }

    [Fact]
    public void Resubmit_AFailedJob_BeginsAnewWithItsTime()
    {
        var first = JobTransitions.Create(new NewJob { Kind = "k", TimeToLive = TimeSpan.FromHours(1) }, Guid.Empty, _now);
        var failed = JobTransitions.Expire(first, _now + TimeSpan.FromHours(1));
        var anew = JobTransitions.Command(failed, JobCommand.Resubmit, _now + TimeSpan.FromHours(5));
        Assert.NotNull(anew);
        Assert.Equal((JobState.Pending, 0.0, null, 0), (anew.Job.State, anew.Job.Progress, anew.Job.Error, anew.Job.FailedAttempts));
        Assert.Equal(_now + TimeSpan.FromHours(6), anew.Job.Expires);
        Assert.Null(anew.Job.Completed);
    }

    private static TheoryData<JobState, JobRequest, JobCommand, JobState?, JobRequest> MakeTable()
    {
        var table = new TheoryData<JobState, JobRequest, JobCommand, JobState?, JobRequest>();
        foreach (var (state, pause, resume, cancel, resubmit, delete, hasten) in new (JobState, JobState?, JobState?, JobState?, JobState?, JobState?, JobState?)[]
        {
            (JobState.Pending, JobState.Paused, null, JobState.Failure, null, null, JobState.Pending),
            (JobState.Success, null, null, null, null, JobState.Success, null),
            (JobState.Failure, null, null, null, JobState.Pending, JobState.Failure, null),
            (JobState.Paused, JobState.Paused, JobState.Pending, JobState.Failure, null, null, null),
            (JobState.Retry, JobState.Paused, null, JobState.Failure, null, null, JobState.Pending),
        })
        {
            table.Add(state, JobRequest.None, JobCommand.Pause, pause, JobRequest.None);
            table.Add(state, JobRequest.None, JobCommand.Resume, resume, JobRequest.None);
            table.Add(state, JobRequest.None, JobCommand.Cancel, cancel, JobRequest.None);
            table.Add(state, JobRequest.None, JobCommand.Resubmit, resubmit, JobRequest.None);
            table.Add(state, JobRequest.None, JobCommand.Delete, delete, JobRequest.None);
            table.Add(state, JobRequest.None, JobCommand.Hasten, hasten, JobRequest.None);
        }

        foreach (var request in Enum.GetValues<JobRequest>())
        {
            var running = JobState.Running;
            table.Add(running, request, JobCommand.Pause, running, request == JobRequest.Cancel ? JobRequest.Cancel : JobRequest.Pause);
            table.Add(running, request, JobCommand.Cancel, running, JobRequest.Cancel);
            table.Add(running, request, JobCommand.Resume, request == JobRequest.Pause ? running : null, JobRequest.None);
            table.Add(running, request, JobCommand.Resubmit, null, JobRequest.None);
            table.Add(running, request, JobCommand.Delete, null, JobRequest.None);
            table.Add(running, request, JobCommand.Hasten, null, JobRequest.None);
        }

        return table;
    }

    private static StoredJob In(JobState state, JobRequest request)
    {
        var stored = JobTransitions.Create(new NewJob { Kind = "k" }, Guid.Empty, _now);
        stored = stored with
        {
            Job = stored.Job with
            {
                State = state,
                Request = request,
                Due = state == JobState.Retry ? _now : null,
                Error = state == JobState.Failure ? JobError.Internal : null,
                Completed = state is JobState.Success or JobState.Failure ? _now : null,
            },
        };
        return state == JobState.Running ? stored with { Owner = new JobOwner("a", Guid.Empty), Run = 1, LeaseEnd = _now } : stored;
    }
}
