using Belfry.Orthanc.Isolation.Processes;
using Belfry.Sdk;

namespace Belfry.Orthanc.Isolation;

/// <content>Answers that were there, or came, when the waiting for them was cancelled.</content>
internal sealed partial class IsolatedCommitment
{
    private readonly Dictionary<int, CommitmentOutcome> _unread = [];
    private (ChildCall Call, int[] Batch)? _left;

    /// <summary>What a lookup that a cancel has left found nevertheless: the plugin is not asked for it twice.</summary>
    private async Task TakeUnreadAsync(IReadOnlyCollection<int> open, CancellationToken cancellation)
    {
        _unread.Clear();
        if (_left is not { } left)
            return;
        await ((Task)left.Call.Whole).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        _left = null;
        if (!left.Call.Whole.IsCompletedSuccessfully)
            return;
        try
        {
            var answered = 0;
            foreach (var message in await left.Call.Whole)
            {
                var outcomes = ReadOutcomes(message, left.Batch.AsSpan(answered));
                answered += outcomes.Count;
                foreach (var (place, outcome) in outcomes.Where(outcome => open.Contains(outcome.Place)))
                    _unread[place] = outcome;
            }
        }
        catch (Exception fault) when (fault is ChildProtocolException or ChildEndedException)
        {
            // It is asked for again, and then it counts.
            _unread.Clear();
        }
    }
}
