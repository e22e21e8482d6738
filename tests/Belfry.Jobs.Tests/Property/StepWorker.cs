using System.Globalization;
using System.Text;

namespace Belfry.Jobs.Tests;

/// <summary>
/// A worker that takes a step whenever the test lets it, and saves it. It knows of all runs of all servers: two of one job at once, or one that
/// goes back before a step that was saved, is a fault.
/// </summary>
internal sealed class StepWorker(StepRecord record) : IJobWorker
{
    private const int Steps = 4;

    private readonly SemaphoreSlim _permits = new(0);
    private volatile bool _isDead;

    /// <summary>Lets one run take a step.</summary>
    public void Permit() => _permits.Release();

    /// <summary>Its process is gone: what its runs do is no more.</summary>
    public void Die() => _isDead = true;

    public async ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var step = run.Checkpoint.IsEmpty ? 0 : int.Parse(run.Checkpoint.Span, CultureInfo.InvariantCulture);
        record.Begin(run, step, () => !_isDead && !cancellation.IsCancellationRequested);
        try
        {
            while (step < Steps)
            {
                await _permits.WaitAsync(cancellation);
                step++;
                var bytes = Encoding.ASCII.GetBytes(step.ToString(CultureInfo.InvariantCulture));
                await run.CheckpointAsync(bytes, step / (double)Steps, cancellation: CancellationToken.None);
                record.Saved(run, step);
            }
        }
        finally
        {
            record.End(run);
        }

        return (run.Job.Priority + run.Number) % 3 == 0 ? JobOutcome.RetryAfter(new JobError(9, "again")) : JobOutcome.Succeeded;
    }
}
