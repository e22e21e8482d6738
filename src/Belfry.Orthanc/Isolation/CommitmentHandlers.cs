using Belfry.Sdk;

namespace Belfry.Orthanc.Isolation;

/// <summary>Several storage commitment handlers, asked in turn until one takes the transaction.</summary>
internal sealed class CommitmentHandlers(IReadOnlyList<IStorageCommitmentHandler> handlers) : IStorageCommitmentHandler
{
    /// <inheritdoc/>
    public async ValueTask<IStorageCommitment?> BeginAsync(CommitmentRequest request, CancellationToken cancellation)
    {
        foreach (var handler in handlers)
        {
            if (await handler.BeginAsync(request, cancellation) is { } taken)
                return taken;
        }

        return null;
    }
}
