namespace Belfry.Jobs;

/// <summary>A kind of job that this server does. Immutable.</summary>
/// <param name="Name">Its name, shown as the job's type (<c>StorageCommitmentScp</c>); stored, so it never changes.</param>
/// <param name="Worker">Who does it.</param>
public sealed record JobKind(string Name, IJobWorker Worker)
{
    /// <summary>Most jobs of this kind that run at once on this server. Default: 1.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>
    /// Most jobs with the same <see cref="NewJob.Lane"/> that run at once on this server, so that a destination that hangs leaves places to the others. Whatever
    /// is said, one lane never gets all places of the kind, nor all that <see cref="JobEngineOptions.Concurrency"/> gives, when there are two or more. Default:
    /// as many as that leaves.
    /// </summary>
    public int LaneConcurrency { get; init; } = int.MaxValue;

    /// <summary>
    /// True (default): it is one of those that <see cref="JobEngineOptions.Concurrency"/> limits together. False for a kind of many short jobs that wait
    /// for others most of the time: only its own <see cref="Concurrency"/> counts.
    /// </summary>
    public bool IsCounted { get; init; } = true;

    /// <summary>
    /// True: a job that begins with its submission is begun on the thread that submits it, within the call, up to where its worker waits for the first time;
    /// so the worker must come to that soon. False (default): on a thread of the pool.
    /// </summary>
    public bool BeginsAtOnce { get; init; }

    /// <summary>When a failed attempt is followed by another.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>How long a job may take with all its attempts, from its submission, when <see cref="NewJob.TimeToLive"/> is null. Null (default): as long as it takes.</summary>
    public TimeSpan? TimeToLive { get; init; }
}
