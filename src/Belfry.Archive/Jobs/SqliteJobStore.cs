using Belfry.Jobs;

namespace Belfry.Archive;

/// <summary>Jobs in the database of the index: written by its lane, in the same groups and with the same sync as instances.</summary>
internal sealed class SqliteJobStore(WriterLane lane, ReaderPool readers, TimeProvider clock) : IJobStore
{
    private readonly ClockWatch _watch = new(clock);
    private readonly SemaphoreSlim _moving = new(1, 1);

    public ValueTask<(JobSubmission Submission, JobLease? Lease)> SubmitAsync(
        NewJob job, Guid id, JobOwner? owner, TimeSpan leaseDuration, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(job);
        return DoAsync(table => Submit(table, job, id, owner, leaseDuration), job.Arguments.Length, cancellation);
    }

    public ValueTask<JobClaims> ClaimAsync(JobClaim claim, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return DoAsync(table => new JobClaimer(table, claim, clock.GetUtcNow()).Run(), 0, cancellation);
    }

    public async ValueTask ReleaseFormerAsync(JobOwner owner, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(owner);
        await DoAsync(
            table =>
            {
                // What was changed in the future was changed before the clock was set back, while nothing ran.
                var now = clock.GetUtcNow();
                if (table.LastChange() - now is { } late && late >= ClockWatch.Tolerance)
                    table.Move(-late, now);
                table.EndLeasesOfFormer(owner);
                return true;
            },
            0,
            cancellation);
    }

    public async ValueTask<IReadOnlyList<HeldJob>> RenewAsync(IReadOnlyList<JobLease> leases, TimeSpan leaseDuration, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(leases);
        return await DoAsync(table => Renew(table, leases, clock.GetUtcNow() + leaseDuration), 0, cancellation);
    }

    public ValueTask<bool> CheckpointAsync(JobLease lease, ReadOnlyMemory<byte> state, JobProgress progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return DoAsync(
            table =>
            {
                if (table.FindHeld(lease) is not { } row)
                    return false;
                table.Save(row with { Stored = JobTransitions.Checkpoint(row.Stored, progress, clock.GetUtcNow()) });
                table.SaveCheckpoint(row.Seq, state.Span);
                return true;
            },
            state.Length,
            cancellation);
    }

    public ValueTask<Job?> EndAsync(JobLease lease, JobRunEnd end, int history, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(end);
        return DoAsync(table => End(table, lease, end, history), 0, cancellation, isLate: true);
    }

    public ValueTask<(JobCommandResult Result, Job? Job)> CommandAsync(Guid id, JobCommand command, int history, CancellationToken cancellation) =>
        DoAsync(table => Command(table, id, command, history), 0, cancellation);

    public async ValueTask<Job?> FindAsync(Guid id, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        return JobTable.Find(lease.Database, id)?.Stored.Job;
    }

    public async ValueTask<ReadOnlyMemory<byte>?> ReadArgumentsAsync(Guid id, CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        var table = new JobTable(lease.Database);
        return table.Find(id) is { } row ? (ReadOnlyMemory<byte>?)table.ArgumentsOf(row.Seq) : null;
    }

    public async ValueTask<IReadOnlyList<Job>> ListAsync(CancellationToken cancellation)
    {
        using var lease = await readers.RentAsync(cancellation);
        return [.. JobTable.List(lease.Database).Select(static row => row.Stored.Job)];
    }

    private ValueTask<T> DoAsync<T>(Func<JobTable, T> work, int weight, CancellationToken cancellation, bool isLate = false) =>
        _watch.Jump == TimeSpan.Zero ? lane.DoAsync(writer => work(writer.Jobs), weight, cancellation, isLate) : MoveAndDoAsync(work, weight, cancellation);

    // Its own transaction: the watch is told once it is durable.
    private async ValueTask<T> MoveAndDoAsync<T>(Func<JobTable, T> work, int weight, CancellationToken cancellation)
    {
        await _moving.WaitAsync(cancellation);
        try
        {
            if (_watch.Jump is { Ticks: not 0 } jump)
            {
                var now = clock.GetUtcNow();
                await lane.DoAsync(writer => writer.Jobs.Move(jump, now), 0, CancellationToken.None);
                _watch.Accept(jump);
            }
        }
        finally
        {
            _moving.Release();
        }

        return await lane.DoAsync(writer => work(writer.Jobs), weight, cancellation);
    }

    private (JobSubmission Submission, JobLease? Lease) Submit(JobTable table, NewJob job, Guid id, JobOwner? owner, TimeSpan leaseDuration)
    {
        if (job.Key is not null && table.FindActive(job.Kind, job.Key) is { } active)
            return (new JobSubmission(active.Stored.Job, false), null);
        var now = clock.GetUtcNow();
        var stored = JobTransitions.Create(job, id, now);
        if (owner is not null)
            stored = JobTransitions.Claim(stored, owner, leaseDuration, now);
        table.Add(stored, job.Arguments.Span);
        return (new JobSubmission(stored.Job, true), owner is null ? null : new JobLease(id, owner, stored.Run));
    }

    private static List<HeldJob> Renew(JobTable table, IReadOnlyList<JobLease> leases, DateTimeOffset end)
    {
        List<HeldJob> held = [];
        foreach (var lease in leases)
        {
            if (table.FindHeld(lease) is not { } row)
                continue;
            table.Save(row with { Stored = row.Stored with { LeaseEnd = end } });
            held.Add(new HeldJob(lease, row.Stored.Job.Request));
        }

        return held;
    }

    private Job? End(JobTable table, JobLease lease, JobRunEnd end, int history)
    {
        if (table.FindHeld(lease) is not { } row)
            return null;
        var stored = JobTransitions.End(row.Stored, end, clock.GetUtcNow());
        table.Save(row with { Stored = stored });
        if (stored.Job.IsOver)
        {
            table.ForgetCheckpoint(row.Seq);
            table.Trim(history);
        }

        return stored.Job;
    }

    private (JobCommandResult Result, Job? Job) Command(JobTable table, Guid id, JobCommand command, int history)
    {
        if (table.Find(id) is not { } row)
            return (JobCommandResult.Unknown, null);
        var job = row.Stored.Job;
        if (JobTransitions.Command(row.Stored, command, clock.GetUtcNow()) is not { } next
            || (command == JobCommand.Resubmit && job.Key is { } key && table.FindActive(job.Kind, key) is not null))
            return (JobCommandResult.NotPossible, job);
        if (command == JobCommand.Delete)
            table.Delete(row.Seq);
        else
            table.Save(row with { Stored = next });
        if (command == JobCommand.Resubmit)
            table.ForgetCheckpoint(row.Seq);
        table.Trim(history);
        return (JobCommandResult.Done, next.Job);
    }
}
