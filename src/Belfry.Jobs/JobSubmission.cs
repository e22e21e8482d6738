namespace Belfry.Jobs;

/// <summary>What became of a submission.</summary>
/// <param name="Job">The new job; or the one that is there already and has the same kind and key.</param>
/// <param name="IsNew">False when a job with the same key was there: nothing was submitted.</param>
public sealed record JobSubmission(Job Job, bool IsNew);
