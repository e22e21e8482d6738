using Xunit;

namespace Belfry.Jobs.Tests;

/// <summary>A store that may be cut off.</summary>
internal sealed class FaultyStore(IJobStore store) : IJobStore
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private volatile bool _isBroken;
    private int _refused;
    private TaskCompletionSource _refusal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsBroken
    {
        get => _isBroken;
        set => _isBroken = value;
    }

    /// <summary>How many calls were refused.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public ValueTask<(JobSubmission Submission, JobLease? Lease)> SubmitAsync(
        NewJob job, Guid id, JobOwner? owner, TimeSpan leaseDuration, CancellationToken cancellation) =>
        Try().SubmitAsync(job, id, owner, leaseDuration, cancellation);

    public ValueTask<JobClaims> ClaimAsync(JobClaim claim, CancellationToken cancellation) => Try().ClaimAsync(claim, cancellation);

    public ValueTask ReleaseFormerAsync(JobOwner owner, CancellationToken cancellation) => Try().ReleaseFormerAsync(owner, cancellation);

    public ValueTask<IReadOnlyList<HeldJob>> RenewAsync(IReadOnlyList<JobLease> leases, TimeSpan leaseDuration, CancellationToken cancellation) =>
        Try().RenewAsync(leases, leaseDuration, cancellation);

    public ValueTask<bool> CheckpointAsync(JobLease lease, ReadOnlyMemory<byte> state, JobProgress progress, CancellationToken cancellation) =>
        Try().CheckpointAsync(lease, state, progress, cancellation);

    public ValueTask<Job?> EndAsync(JobLease lease, JobRunEnd end, int history, CancellationToken cancellation) =>
        Try().EndAsync(lease, end, history, cancellation);

    public ValueTask<(JobCommandResult Result, Job? Job)> CommandAsync(Guid id, JobCommand command, int history, CancellationToken cancellation) =>
        Try().CommandAsync(id, command, history, cancellation);

    public ValueTask<Job?> FindAsync(Guid id, CancellationToken cancellation) => Try().FindAsync(id, cancellation);

    public ValueTask<ReadOnlyMemory<byte>?> ReadArgumentsAsync(Guid id, CancellationToken cancellation) => Try().ReadArgumentsAsync(id, cancellation);

    public ValueTask<IReadOnlyList<Job>> ListAsync(CancellationToken cancellation) => Try().ListAsync(cancellation);

    /// <summary>Waits until so many calls were refused.</summary>
    public async Task UntilRefusedAsync(int count)
    {
        while (Refused < count)
        {
            var refusal = Volatile.Read(ref _refusal);
            if (Refused < count)
                await refusal.Task.WaitAsync(_patience, TestContext.Current.CancellationToken);
        }
    }

    private IJobStore Try()
    {
        if (!_isBroken)
            return store;
        Interlocked.Increment(ref _refused);
        Interlocked.Exchange(ref _refusal, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        throw new IOException("The database is away");
    }
}
