using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.TestKit;

/// <summary>A commitment handler that does what a test says, and remembers what was asked.</summary>
public sealed class ScriptedCommitment : IStorageCommitmentHandler
{
    /// <summary>Says what is known of an instance.</summary>
    public Func<ReferencedInstance, CancellationToken, ValueTask<CommitmentOutcome>> Look { get; set; } = static (_, _) => ValueTask.FromResult(CommitmentOutcome.Committed);

    /// <summary>Says whether a transaction is taken.</summary>
    public Func<CommitmentRequest, bool> Takes { get; set; } = static _ => true;

    /// <summary>What a transaction does when it is disposed of.</summary>
    public Func<ValueTask> Dispose { get; set; } = static () => ValueTask.CompletedTask;

    /// <summary>Where what is committed can be retrieved from.</summary>
    public AETitle? RetrieveAETitle { get; set; }

    /// <summary>The transactions begun.</summary>
    public List<CommitmentRequest> Begun { get; } = [];

    /// <summary>The references asked for, one list for each time.</summary>
    public List<IReadOnlyList<ReferencedInstance>> Asked { get; } = [];

    /// <summary>How many transactions were disposed of.</summary>
    public int DisposedCount => _disposed;

    private int _disposed;

    public ValueTask<IStorageCommitment?> BeginAsync(CommitmentRequest request, CancellationToken cancellation)
    {
        Begun.Add(request);
        return ValueTask.FromResult<IStorageCommitment?>(Takes(request) ? new Commitment(this, StorageCommitment.PerInstance((instance, token) => Look(instance, token))) : null);
    }

    private sealed class Commitment(ScriptedCommitment script, IStorageCommitment inner) : IStorageCommitment
    {
        public AETitle? RetrieveAETitle => script.RetrieveAETitle;

        public IAsyncEnumerable<CommitmentAnswer> AnswerAsync(IReadOnlyList<ReferencedInstance> references, CancellationToken cancellation)
        {
            script.Asked.Add(references);
            return inner.AnswerAsync(references, cancellation);
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref script._disposed);
            return script.Dispose();
        }
    }
}
