using Belfry.Jobs;
using Belfry.Orthanc;

namespace Belfry.Server.Composition;

/// <summary>Changes of jobs as native plugins hear of them.</summary>
internal static class NativeJobEvents
{
    /// <summary>Tells of a job's change, if it is one that plugins know. Nobody waits for them.</summary>
    public static void Tell(OrthancPlugins plugins, Job job)
    {
        ServerEvent? what = job.State switch
        {
            JobState.Pending when job.FailedAttempts == 0 => ServerEvent.JobSubmitted,
            JobState.Success => ServerEvent.JobSuccess,
            JobState.Failure => ServerEvent.JobFailure,
            _ => null,
        };
        if (what is { } known)
            _ = plugins.SignalAsync(known, job.Id.ToString("D"), CancellationToken.None);
    }
}
