using Belfry.Sdk;

namespace Belfry.Orthanc.Isolation;

/// <summary>The storage commitment callbacks of a plugin in a process of its own.</summary>
internal sealed class IsolatedCommitmentHandler(IsolatedPlugin plugin) : IStorageCommitmentHandler
{
    /// <inheritdoc/>
    public async ValueTask<IStorageCommitment?> BeginAsync(CommitmentRequest request, CancellationToken cancellation)
    {
        var commitment = new IsolatedCommitment(plugin, request);
        return await commitment.BeginAsync(cancellation) ? commitment : null;
    }
}
