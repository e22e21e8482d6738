namespace Belfry.Jobs;

/// <summary>Where a job stands. The names are those that the REST interface shows; the numbers are stored and never change.</summary>
public enum JobState
{
    /// <summary>Waits for its turn, or for its time.</summary>
    Pending = 0,

    /// <summary>A worker has it.</summary>
    Running = 1,

    /// <summary>Over, and well.</summary>
    Success = 2,

    /// <summary>Over: its worker gave up, its attempts or its time ran out, or it was cancelled.</summary>
    Failure = 3,

    /// <summary>Waits for somebody to resume it.</summary>
    Paused = 4,

    /// <summary>An attempt failed; the next one comes when its time has come.</summary>
    Retry = 5,
}
