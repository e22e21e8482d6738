using Belfry.Network;

namespace Belfry.Services;

/// <summary>The association that a transaction was asked by, while it lives, and the moment when its N-ACTION is answered.</summary>
internal sealed class CommitmentCaller(Association association, PresentationContext context)
{
    // The job goes on on the thread that has answered: it is a handler's, and would have nothing to do.
    private readonly TaskCompletionSource _responded = new();

    public Association Association => association;

    public PresentationContext Context => context;

    /// <summary>Completes when the response is written, or will never be: a report comes after it.</summary>
    public Task Responded => _responded.Task;

    public void OnResponded() => _responded.TrySetResult();
}
