namespace Belfry.Jobs;

/// <summary>Keeps jobs in memory: for a server that has no database or is not to save them. They are gone with the process. Thread-safe.</summary>
/// <param name="clock">Time.</param>
public sealed class MemoryJobStore(TimeProvider clock) : IJobStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Entry> _jobs = [];
    private readonly ClockWatch _watch = new(clock);
    private long _last;

    /// <inheritdoc/>
    public ValueTask<(JobSubmission Submission, JobLease? Lease)> SubmitAsync(
        NewJob job, Guid id, JobOwner? owner, TimeSpan leaseDuration, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(job);
        lock (_lock)
        {
            if (job.Key is not null && FindActive(job.Kind, job.Key) is { } active)
                return new((new JobSubmission(active.Stored.Job, false), null));
            var now = Now();
            var stored = JobTransitions.Create(job, id, now);
            if (owner is not null)
                stored = JobTransitions.Claim(stored, owner, leaseDuration, now);
            _jobs.Add(id, new Entry(++_last, job.Arguments.ToArray(), stored));
            return new((new JobSubmission(stored.Job, true), owner is null ? null : new JobLease(id, owner, stored.Run)));
        }
    }

    /// <inheritdoc/>
    public ValueTask<JobClaims> ClaimAsync(JobClaim claim, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        lock (_lock)
        {
            var now = Now();
            var ended = Settle(claim, now);
            List<ClaimedJob> jobs = [];
            var counted = claim.CountedSlots;
            var rooms = claim.Rooms.ToDictionary(static room => room.Kind, static room => (Places: new JobPlaces(room), room.IsCounted), StringComparer.Ordinal);
            foreach (var entry in _jobs.Values.Where(static entry => entry.Stored.IsReady).OrderByDescending(static entry => entry.Stored.Job.Priority).ThenBy(static entry => entry.Number).ToList())
            {
                var kind = entry.Stored.Job.Kind;
                if (!rooms.TryGetValue(kind, out var room) || (room.IsCounted && counted == 0) || !room.Places.TryTake(entry.Stored.Job.Lane))
                    continue;
                counted -= room.IsCounted ? 1 : 0;
                entry.Stored = JobTransitions.Claim(entry.Stored, claim.Owner, claim.LeaseDuration, now);
                jobs.Add(new ClaimedJob(entry.Stored.Job, new JobLease(entry.Stored.Job.Id, claim.Owner, entry.Stored.Run), entry.Arguments, entry.Checkpoint)
                {
                    IsLastChance = claim.IsLastChanceOf(entry.Stored),
                });
            }

            Trim(claim.History);
            var hasMore = _jobs.Values.Any(entry => entry.Stored.IsReady && rooms.ContainsKey(entry.Stored.Job.Kind));
            return new(new JobClaims(jobs, ended, hasMore, NextTime(now)));
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseFormerAsync(JobOwner owner, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(owner);
        lock (_lock)
        {
            foreach (var entry in _jobs.Values.Where(entry => entry.Stored.Owner is { } other && other.Server == owner.Server && other != owner))
                entry.Stored = entry.Stored with { LeaseEnd = DateTimeOffset.MinValue };
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<HeldJob>> RenewAsync(IReadOnlyList<JobLease> leases, TimeSpan leaseDuration, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(leases);
        lock (_lock)
        {
            var end = Now() + leaseDuration;
            List<HeldJob> held = [];
            foreach (var lease in leases)
            {
                if (FindHeld(lease) is not { } entry)
                    continue;
                entry.Stored = entry.Stored with { LeaseEnd = end };
                held.Add(new HeldJob(lease, entry.Stored.Job.Request));
            }

            return new(held);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> CheckpointAsync(JobLease lease, ReadOnlyMemory<byte> state, JobProgress progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lease);
        lock (_lock)
        {
            if (FindHeld(lease) is not { } entry)
                return new(false);
            var now = Now();
            entry.Stored = JobTransitions.Checkpoint(entry.Stored, progress, now);
            entry.Checkpoint = state.ToArray();
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Job?> EndAsync(JobLease lease, JobRunEnd end, int history, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lease);
        lock (_lock)
        {
            if (FindHeld(lease) is not { } entry)
                return new((Job?)null);
            var now = Now();
            entry.Stored = JobTransitions.End(entry.Stored, end, now);
            Trim(history);
            return new(entry.Stored.Job);
        }
    }

    /// <inheritdoc/>
    public ValueTask<(JobCommandResult Result, Job? Job)> CommandAsync(Guid id, JobCommand command, int history, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (!_jobs.TryGetValue(id, out var entry))
                return new((JobCommandResult.Unknown, null));
            var now = Now();
            var job = entry.Stored.Job;
            if (JobTransitions.Command(entry.Stored, command, now) is not { } next
                || (command == JobCommand.Resubmit && job.Key is { } key && FindActive(job.Kind, key) is not null))
                return new((JobCommandResult.NotPossible, job));
            if (command == JobCommand.Delete)
                _jobs.Remove(id);
            if (command == JobCommand.Resubmit)
                entry.Checkpoint = [];
            entry.Stored = next;
            Trim(history);
            return new((JobCommandResult.Done, next.Job));
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadArgumentsAsync(Guid id, CancellationToken cancellation)
    {
        lock (_lock)
            return new(_jobs.TryGetValue(id, out var entry) ? (ReadOnlyMemory<byte>?)entry.Arguments : null);
    }

    /// <inheritdoc/>
    public ValueTask<Job?> FindAsync(Guid id, CancellationToken cancellation)
    {
        lock (_lock)
            return new(_jobs.GetValueOrDefault(id)?.Stored.Job);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Job>> ListAsync(CancellationToken cancellation)
    {
        lock (_lock)
            return new([.. _jobs.Values.OrderBy(static entry => entry.Number).Select(static entry => entry.Stored.Job)]);
    }

    // Within the lock.
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        if (_watch.Jump is { Ticks: not 0 } jump)
        {
            foreach (var entry in _jobs.Values)
                entry.Stored = JobTransitions.Move(entry.Stored, jump, now);
            _watch.Accept(jump);
        }

        return now;
    }

    private Entry? FindActive(string kind, string key) =>
        _jobs.Values.FirstOrDefault(entry => !entry.Stored.Job.IsOver && entry.Stored.Job.Kind == kind && entry.Stored.Job.Key == key);

    private Entry? FindHeld(JobLease lease) => _jobs.GetValueOrDefault(lease.Job) is { } entry && entry.Stored.IsHeldBy(lease) ? entry : null;

    private List<Job> Settle(JobClaim claim, DateTimeOffset now)
    {
        List<Job> ended = [];
        foreach (var entry in _jobs.Values)
        {
            if (entry.Stored.LeaseEnd <= now)
                entry.Stored = JobTransitions.Lose(entry.Stored, claim.MaxLosses, now);
            else if (entry.Stored.Job.State is JobState.Running || entry.Stored.Job.IsOver)
                continue;
            if (!entry.Stored.Job.IsOver && entry.Stored.Job.Expires <= now)
                entry.Stored = JobTransitions.Expire(entry.Stored, now);
            if (entry.Stored.Job.Due <= now)
                entry.Stored = JobTransitions.Wake(entry.Stored, now);
            if (entry.Stored.Job.IsOver)
                ended.Add(entry.Stored.Job);
        }

        return ended;
    }

    private TimeSpan? NextTime(DateTimeOffset now)
    {
        var next = _jobs.Values.Min(entry => entry.Stored switch
        {
            { Job.IsOver: true } => null,
            { Job.State: JobState.Running, LeaseEnd: var end } => end,
            { Job: var job } => job.Due is null || job.Expires < job.Due ? job.Expires : job.Due,
        });
        return next is { } time ? (time > now ? time - now : TimeSpan.Zero) : null;
    }

    private void Trim(int history)
    {
        foreach (var entry in _jobs.Values.Where(static entry => entry.Stored.Job.IsOver).OrderByDescending(static entry => entry.Stored.Job.Completed).ThenByDescending(static entry => entry.Number).Skip(history).ToList())
            _jobs.Remove(entry.Stored.Job.Id);
    }

    private sealed class Entry(long number, byte[] arguments, StoredJob stored)
    {
        public long Number => number;

        public byte[] Arguments => arguments;

        public byte[] Checkpoint { get; set; } = [];

        public StoredJob Stored { get; set; } = stored;
    }
}
