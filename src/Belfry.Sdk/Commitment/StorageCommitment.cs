using System.Runtime.CompilerServices;

namespace Belfry.Sdk;

/// <summary>Makes the usual kind of <see cref="IStorageCommitment"/>.</summary>
public static class StorageCommitment
{
    /// <summary>Asks for one instance after the other.</summary>
    /// <param name="look">Says whether an instance is kept.</param>
    public static IStorageCommitment PerInstance(Func<ReferencedInstance, CancellationToken, ValueTask<CommitmentOutcome>> look)
    {
        ArgumentNullException.ThrowIfNull(look);
        return new InstanceByInstance(look);
    }

    private sealed class InstanceByInstance(Func<ReferencedInstance, CancellationToken, ValueTask<CommitmentOutcome>> look) : IStorageCommitment
    {
        public async IAsyncEnumerable<CommitmentAnswer> AnswerAsync(
            IReadOnlyList<ReferencedInstance> references, [EnumeratorCancellation] CancellationToken cancellation)
        {
            foreach (var reference in references)
                yield return new CommitmentAnswer(reference, await look(reference, cancellation).ConfigureAwait(false));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
