using System.Threading.Channels;
using Belfry.Jobs;

namespace Belfry.Server.Tests.Jobs;

/// <summary>A worker whose runs end as the test says, or when they are told to stop.</summary>
internal sealed class WaitingWorker : IJobWorker
{
    public Channel<(JobRun Run, TaskCompletionSource<JobOutcome> End)> Runs { get; } = Channel.CreateUnbounded<(JobRun, TaskCompletionSource<JobOutcome>)>();

    public async ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var end = new TaskCompletionSource<JobOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellation.Register(() => end.TrySetCanceled(cancellation));
        Runs.Writer.TryWrite((run, end));
        return await end.Task;
    }
}
