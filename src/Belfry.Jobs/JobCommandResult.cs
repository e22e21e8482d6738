namespace Belfry.Jobs;

/// <summary>What became of a <see cref="JobCommand"/>.</summary>
public enum JobCommandResult
{
    /// <summary>It was done; a running job is asked to.</summary>
    Done,

    /// <summary>The job's state does not allow it; nothing was changed.</summary>
    NotPossible,

    /// <summary>There is no such job.</summary>
    Unknown,
}
