using System.Collections.Concurrent;

namespace Belfry.Services;

/// <summary>The associations that transactions were asked by, for as long as they live. Thread-safe.</summary>
internal sealed class CommitmentCallers
{
    private readonly ConcurrentDictionary<Guid, CommitmentCaller> _callers = [];

    /// <summary>Remembers an association until it ends; it replaces the one that the transaction was asked by before.</summary>
    public void Add(Guid callId, CommitmentCaller caller)
    {
        _callers[callId] = caller;
        _ = ForgetAsync(callId, caller);
    }

    /// <summary>The association of a transaction; null when it has ended, or the server was started anew.</summary>
    public CommitmentCaller? Find(Guid callId) => _callers.GetValueOrDefault(callId);

    /// <summary>The transaction has its report.</summary>
    public void Remove(Guid callId) => _callers.TryRemove(callId, out _);

    // Ends with the association, and never faulted.
    private async Task ForgetAsync(Guid callId, CommitmentCaller caller)
    {
        await caller.Association.Completion.ConfigureAwait(false);
        _callers.TryRemove(KeyValuePair.Create(callId, caller));
    }
}
