using Belfry.Jobs;

namespace Belfry.Archive;

/// <summary>What an ended job came to. Immutable.</summary>
/// <param name="Number">Its number within its kind, in the order of ends; a job that was resubmitted keeps it.</param>
/// <param name="Job">The job when it ended last: without key, lane, user data and priority.</param>
public sealed record JobRecord(long Number, Job Job);
