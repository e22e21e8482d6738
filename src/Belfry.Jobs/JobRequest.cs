namespace Belfry.Jobs;

/// <summary>What is asked of a job that runs. The numbers are stored; the higher one prevails.</summary>
public enum JobRequest
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>To stop, and to wait until it is resumed.</summary>
    Pause = 1,

    /// <summary>To stop for good.</summary>
    Cancel = 2,
}
