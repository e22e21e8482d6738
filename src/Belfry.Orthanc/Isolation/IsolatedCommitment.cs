using System.Runtime.CompilerServices;
using Belfry.Dicom;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Isolation.Processes;
using Belfry.Sdk;

namespace Belfry.Orthanc.Isolation;

/// <summary>
/// A transaction of storage commitment in a plugin's process. It outlives the process: the next one gets the transaction again, from the first instance that
/// has no answer. An instance whose lookup ends the process twice fails with 0110H; the others go on.
/// </summary>
internal sealed partial class IsolatedCommitment(IsolatedPlugin plugin, CommitmentRequest request) : IStorageCommitment
{
    private const int MaxBatch = 256;

    // A transaction that ends so many processes in one go is given up.
    private const int MaxEnds = 20;

    // A batch that takes longer is too long: other transactions wait for its place.
    private static readonly TimeSpan s_batchTime = TimeSpan.FromMilliseconds(5);

    private readonly Dictionary<ReferencedInstance, int> _places = PlacesOf(request.References);
    private ChildProcess? _child;
    private ChildCall? _last;
    private int _session;
    private int _batch = 1;
    private int _ends;
    private bool _isDisposed;

    /// <summary>Offers the transaction; false when it is none of the plugin's.</summary>
    /// <exception cref="DimseStatusException">0110H: the factory failed, or ended its process again and again.</exception>
    public async Task<bool> BeginAsync(CancellationToken cancellation)
    {
        _session = plugin.NextSession();
        void Write(MessageWriter message)
        {
            message.Write(_session);
            message.Write(request);
        }

        for (var isAlone = false; ; isAlone = true)
        {
            var call = new ChildRequest(MessageKind.CommitmentBegin, "storage commitment factory", Write)
            {
                Place = plugin.Factories,
                IsRepeatable = true,
                IsAlone = isAlone,
                IsPatient = true,
            };
            try
            {
                (_child, var isTaken) = await plugin.AskAsync(call, ReadTaken, cancellation);
                return isTaken;
            }
            catch (ChildEndedException end) when (isAlone)
            {
                throw Failure(end);
            }
            catch (ChildEndedException)
            {
                // A process may end for a reason that does not come again.
                continue;
            }
            catch (OperationCanceledException)
            {
                // What it makes yet, nobody would end.
                _ = EndAsync(null, null);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CommitmentAnswer> AnswerAsync(
        IReadOnlyList<ReferencedInstance> references, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var open = new Queue<int>(references.Select(reference => _places[reference]));
        int? suspect = null;
        var strikes = 0;
        await TakeUnreadAsync(open, cancellation);
        while (open.Count > 0)
        {
            if (_unread.Remove(open.Peek(), out var known))
            {
                yield return new CommitmentAnswer(request.References[open.Dequeue()], known);
                continue;
            }

            await EnsureBegunAsync(cancellation);
            var first = open.Peek();
            int[] batch = [.. open.Take(suspect == first ? 1 : _batch)];
            ChildEndedException? end = null;
            var began = TimeProvider.System.GetTimestamp();
            await foreach (var (place, outcome) in LookAsync(batch, suspect == first, ended => end = ended, cancellation))
            {
                open.Dequeue();
                yield return new CommitmentAnswer(request.References[place], outcome);
            }

            if (end is null)
            {
                _batch = TimeProvider.System.GetElapsedTime(began) < s_batchTime ? Math.Min(MaxBatch, _batch * 2) : Math.Max(1, _batch / 2);
                suspect = null;
                continue;
            }

            _child = null;
            if (++_ends >= MaxEnds)
                throw Failure(end);
            if (open.Count == 0)
                break;
            strikes = (suspect == open.Peek() ? strikes : 0) + (end.MayBeInnocent ? 0 : 1);
            suspect = open.Peek();
            if (strikes > 1)
                yield return new CommitmentAnswer(request.References[open.Dequeue()], CommitmentOutcome.Failed(CommitmentFailureReason.ProcessingFailure));
        }
    }

    /// <summary>Ends the transaction in the process, if both are still there.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_child is null)
            return;
        var isRunning = _last is { Whole.IsCompleted: false };
        var ending = EndAsync(_child, _last);

        // A lookup that a cancel has left is not waited for.
        if (!isRunning)
            await ending;
    }

    private async Task EndAsync(ChildProcess? child, ChildCall? last)
    {
        if (last is not null)
            await ((Task)last.Whole).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var session = _session;
        try
        {
            await plugin.AskAsync(
                new ChildRequest(MessageKind.CommitmentEnd, "storage commitment destructor", message => message.Write(session)) { On = child },
                static _ => true,
                CancellationToken.None);
        }
        catch (Exception over) when (over is ChildEndedException or DimseStatusException)
        {
            // The process has ended, and what the plugin made with it.
            _child = null;
        }
    }

    private async Task EnsureBegunAsync(CancellationToken cancellation)
    {
        // One that a cancel has left must return first: the plugin answers for one instance after the other.
        if (_last is not null)
            await ((Task)_last.Whole).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        if (_child is null or { Ended.IsCompleted: true } && !await BeginAsync(cancellation))
            throw Failure(null);
    }

    private async IAsyncEnumerable<(int Place, CommitmentOutcome Outcome)> LookAsync(
        int[] batch, bool isAlone, Action<ChildEndedException> onEnd, [EnumeratorCancellation] CancellationToken cancellation)
    {
        void Write(MessageWriter message)
        {
            message.Write(_session);
            message.WritePlaces(batch);
        }

        var look = new ChildRequest(MessageKind.CommitmentLook, "storage commitment lookup", Write) { Place = plugin.Lookups, On = _child, IsAlone = isAlone };
        ChildReply reply;
        try
        {
            reply = await plugin.SendAsync(look, cancellation);
        }
        catch (ChildEndedException)
        {
            // Nothing was asked of it: nothing is suspected.
            _child = null;
            yield break;
        }

        _last = reply.Call;
        _left = (reply.Call, batch);
        var answered = 0;
        await using var messages = reply.Call.ReadAsync(cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            IReadOnlyList<(int, CommitmentOutcome)> outcomes;
            try
            {
                if (!await messages.MoveNextAsync())
                {
                    _left = null;
                    yield break;
                }

                outcomes = ReadOutcomes(messages.Current, batch.AsSpan(answered));
                answered += outcomes.Count;
            }
            catch (ChildEndedException ended)
            {
                _left = null;
                onEnd(ended);
                yield break;
            }
            catch (ChildProtocolException garbage)
            {
                _left = null;
                IsolatedPlugin.Condemn(reply, garbage);
                onEnd(new ChildEndedException(new ChildEnd(ChildEndCause.Garbage, garbage.Message), mayBeInnocent: false));
                yield break;
            }

            foreach (var outcome in outcomes)
                yield return outcome;
        }
    }

    /// <summary>Outcomes come in the order of the question, and all of them.</summary>
    private static List<(int Place, CommitmentOutcome Outcome)> ReadOutcomes(ChildMessage answer, ReadOnlySpan<int> open)
    {
        var message = new MessageReader(answer.Body);
        var outcomes = new List<(int, CommitmentOutcome)>();
        switch (answer.Kind)
        {
            case MessageKind.Outcomes:
                while (!message.IsAtEnd)
                {
                    var outcome = message.ReadOutcome();
                    if (outcomes.Count == open.Length || outcome.Place != open[outcomes.Count])
                        throw new ChildProtocolException("A lookup answers for what it was not asked for.");
                    outcomes.Add(outcome);
                }

                return outcomes;
            case MessageKind.Done when open.IsEmpty:
                message.End();
                return outcomes;
            case MessageKind.Failed:
                throw message.ReadFailure();
            default:
                throw new ChildProtocolException("A lookup is answered by what is no answer.");
        }
    }

    private static bool ReadTaken(IReadOnlyList<ChildMessage> messages)
    {
        var message = new MessageReader(messages[0].Body);
        if (messages is [{ Kind: MessageKind.Failed }])
            throw message.ReadFailure();
        if (messages is not [{ Kind: MessageKind.Taken }])
            throw new ChildProtocolException("A transaction is answered by what is no answer.");
        var isTaken = message.ReadBoolean();
        message.End();
        return isTaken;
    }

    private static Dictionary<ReferencedInstance, int> PlacesOf(IReadOnlyList<ReferencedInstance> references)
    {
        var places = new Dictionary<ReferencedInstance, int>(references.Count);
        for (var i = 0; i < references.Count; i++)
            places.TryAdd(references[i], i);
        return places;
    }

    private static DimseStatusException Failure(Exception? cause) =>
        new(new DimseStatus((ushort)CommitmentFailureReason.ProcessingFailure), "The storage commitment plugin ended", innerException: cause);
}
