namespace Belfry.Jobs;

/// <summary>Who saves what a run has reached.</summary>
internal interface IJobRunOwner
{
    /// <exception cref="OperationCanceledException">The lease is lost.</exception>
    ValueTask SaveAsync(JobRun run, ReadOnlyMemory<byte> state, CancellationToken cancellation);
}
