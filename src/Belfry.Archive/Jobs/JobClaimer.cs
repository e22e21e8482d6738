using Belfry.Jobs;

namespace Belfry.Archive;

/// <summary>Gives jobs to an owner, within a transaction, after what time has changed is put in order.</summary>
internal sealed class JobClaimer(JobTable table, JobClaim claim, DateTimeOffset now)
{
    private readonly List<Job> _ended = [];

    public JobClaims Run()
    {
        Settle();
        var jobs = Choose().Select(Give).ToList();
        if (_ended.Count > 0)
            table.Trim(claim.History);
        var hasMore = claim.Rooms.Any(room => table.HasReady(room.Kind));
        TimeSpan? next = table.NextTime() is { } time ? (time > now ? time - now : TimeSpan.Zero) : null;
        return new JobClaims(jobs, _ended, hasMore, next);
    }

    private void Settle()
    {
        foreach (var row in table.ListLost(now))
            Save(row, JobTransitions.Lose(row.Stored, claim.MaxLosses, now));
        foreach (var row in table.ListExpired(now))
            Save(row, JobTransitions.Expire(row.Stored, now));
        foreach (var row in table.ListDue(now))
            Save(row, JobTransitions.Wake(row.Stored, now));
    }

    private void Save(JobRow row, StoredJob stored)
    {
        table.Save(row with { Stored = stored });
        if (stored.Job.IsOver)
            _ended.Add(stored.Job);
    }

    // By priority, then in the order of submission, over all kinds.
    private List<JobRow> Choose()
    {
        List<JobRow> chosen = [];
        var counted = claim.CountedSlots;
        var ready = claim.Rooms.Where(static room => room.Slots > 0)
            .SelectMany(room => table.ListReady(room.Kind, new JobPlaces(room, room.IsCounted ? counted : int.MaxValue)).Select(row => (Row: row, room.IsCounted)));
        foreach (var (row, isCounted) in ready.OrderByDescending(static job => job.Row.Stored.Job.Priority).ThenBy(static job => job.Row.Seq))
        {
            if (isCounted && --counted < 0)
                continue;
            chosen.Add(row);
        }

        return chosen;
    }

    private ClaimedJob Give(JobRow row)
    {
        var stored = JobTransitions.Claim(row.Stored, claim.Owner, claim.LeaseDuration, now);
        table.Save(row with { Stored = stored });
        return new ClaimedJob(stored.Job, new JobLease(stored.Job.Id, claim.Owner, stored.Run), table.ArgumentsOf(row.Seq), table.CheckpointOf(row.Seq))
        {
            IsLastChance = claim.IsLastChanceOf(stored),
        };
    }
}
