namespace Belfry.Jobs;

/// <summary>What is known of a job at one moment. Immutable.</summary>
public sealed record Job
{
    /// <summary>Its identifier; people see it as the text of a UUID.</summary>
    public required Guid Id { get; init; }

    /// <summary>What is done: the name of its <see cref="JobKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>A higher one comes first.</summary>
    public int Priority { get; init; }

    /// <summary>Where it stands.</summary>
    public JobState State { get; init; }

    /// <summary>What is asked of a running job and has not happened yet.</summary>
    public JobRequest Request { get; init; }

    /// <summary>How much is done, from 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>What is shown of it: the text of a JSON object.</summary>
    public string Content { get; init; } = "{}";

    /// <summary>The JSON that whoever submitted it wants to find again; null for none.</summary>
    public string? UserData { get; init; }

    /// <summary>The unique key within its kind; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>The lane within its kind (<see cref="NewJob.Lane"/>); null for none.</summary>
    public string? Lane { get; init; }

    /// <summary>Why it failed, or why the last attempt did; null when nothing did.</summary>
    public JobError? Error { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When this was so: the moment of asking an engine; elsewhere that of the job's last change.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>When it was over; null before.</summary>
    public DateTimeOffset? Completed { get; init; }

    /// <summary>How long it ran, all its runs together.</summary>
    public TimeSpan Runtime { get; init; }

    /// <summary>It is not begun before; null when nothing but its turn is waited for.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>When its time runs out; null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>How many attempts failed and were, or are, to be followed by another.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>True when nothing will happen to it any more unless somebody resubmits it.</summary>
    public bool IsOver => State is JobState.Success or JobState.Failure;

    /// <summary>When it will be done if it goes on as it did; null when that cannot be said.</summary>
    public DateTimeOffset? EstimatedEnd =>
        State == JobState.Running && Progress is > 0 and <= 1 && Runtime > TimeSpan.Zero ? Timestamp + (Runtime * ((1 - Progress) / Progress)) : null;
}
