namespace Belfry.Jobs;

/// <summary>What may be asked for a job from outside.</summary>
public enum JobCommand
{
    /// <summary>A job that waits is paused, one that runs is asked to stop and then is.</summary>
    Pause,

    /// <summary>A paused job waits for its turn again, and goes on from its last checkpoint.</summary>
    Resume,

    /// <summary>A job that waits fails with <see cref="JobError.Cancelled"/>, one that runs is asked to stop and then does.</summary>
    Cancel,

    /// <summary>A failed job begins anew, without its checkpoint.</summary>
    Resubmit,

    /// <summary>A job that is over is forgotten.</summary>
    Delete,

    /// <summary>A job that waits for a later time, as after a failure, waits for its turn only.</summary>
    Hasten,
}
