namespace Belfry.Jobs;

/// <summary>How far a run is.</summary>
/// <param name="Progress">From 0 to 1.</param>
/// <param name="Content">What is shown of the job.</param>
/// <param name="Runtime">How long the job ran, all its runs together.</param>
public sealed record JobProgress(double Progress, string Content, TimeSpan Runtime);
