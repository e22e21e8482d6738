namespace Belfry.Network.Tests.Model;

/// <summary>
/// What a requestor says and tells its user at each step (PS3.8 §9.2, PS3.7 §9.3, docs/decisions/0022), when the next step is taken after that. In words: first
/// what goes to the peer (REQUEST id, CANCEL id, RELEASE, RP, "ABORT source reason", "EVENT id"), then what the user learns ("op number: …", "asked: …").
/// </summary>
internal sealed class RequestorModel
{
    private readonly List<AskedOperation> _running = [];
    private readonly List<AskedOperation> _waiting = [];
    private State _state = State.Requesting;
    private int _window = 1;
    private int _asked;
    private ushort _lastId;

    private enum State
    {
        Requesting,
        Open,
        Releasing,
        Colliding,
        Over,
    }

    /// <summary>How the association ended; None while it has not.</summary>
    public AssociationEndReason End { get; private set; }

    /// <summary>False for what a user cannot do or must not do now.</summary>
    public bool Allows(RequestorStep step) => step switch
    {
        RequestorStep.Ask => _state == State.Open,
        RequestorStep.GiveUp => _state == State.Open && Active.Any(),
        RequestorStep.Release => _state == State.Open && !Active.Any(),
        RequestorStep.Abort => _state is State.Open or State.Releasing or State.Colliding,
        _ => _state != State.Over,
    };

    /// <summary>Whom an answer of the peer is for.</summary>
    public AskedOperation? TargetOf(RequestorStep step)
    {
        var which = step switch
        {
            RequestorStep.Reply reply => reply.Which,
            RequestorStep.ReplyOfAnotherKind reply => reply.Which,
            RequestorStep.LongReply reply => reply.Which,
            _ => 0,
        };
        return _running.Count == 0 ? null : _running[which % _running.Count];
    }

    /// <summary>The operation that a user gives up.</summary>
    public AskedOperation Chosen(RequestorStep.GiveUp step)
    {
        var active = Active.ToList();
        return active[step.Which % active.Count];
    }

    public IReadOnlyList<string> Take(RequestorStep step) => step switch
    {
        RequestorStep.Ask ask => Ask(ask.IsFind),
        RequestorStep.GiveUp giveUp => GiveUp(Chosen(giveUp)),
        RequestorStep.Release => Go(State.Releasing, "RELEASE"),
        RequestorStep.Abort => Finish(AssociationEndReason.Aborted, "ABORT 0 0"),
        RequestorStep.Close => Finish(AssociationEndReason.ConnectionClosed),
        RequestorStep.SendIllegal illegal => Illegal(illegal.Step),
        RequestorStep.Send send => TakePdu(send),
        RequestorStep.Accept accept when _state == State.Requesting => Establish(accept.Window),
        RequestorStep.AcceptWrongly when _state == State.Requesting => Violate("ABORT 2 6"),
        RequestorStep.Accept or RequestorStep.AcceptWrongly => Violate("ABORT 2 2"),
        _ when _state is State.Requesting or State.Colliding => Violate("ABORT 2 2"),
        // Behind the A-RELEASE-RQ nothing may be sent (PS3.8 §7.2.2).
        RequestorStep.Report when _state == State.Releasing => [],
        RequestorStep.Report report => [$"EVENT {report.Id}"],
        RequestorStep.Reply reply when TargetOf(reply) is { } target => Answer(target, reply.IsFinal),
        _ => Violate("ABORT 0 0"),
    };

    private IEnumerable<AskedOperation> Active => _running.Concat(_waiting).Where(static operation => !operation.IsGivenUp);

    private IReadOnlyList<string> Establish(ushort window)
    {
        _window = window;
        return Go(State.Open, "asked: accepted");
    }

    private IReadOnlyList<string> Ask(bool isFind)
    {
        _waiting.Add(new AskedOperation(_asked++, isFind));
        return Begin();
    }

    private List<string> Begin()
    {
        List<string> words = [];
        while (_waiting.Count > 0 && _running.Count < _window)
        {
            var next = _waiting[0];
            _waiting.RemoveAt(0);
            next.Id = ++_lastId;
            _running.Add(next);
            words.Add($"REQUEST {next.Id}");
        }

        return words;
    }

    private IReadOnlyList<string> GiveUp(AskedOperation operation)
    {
        if (_waiting.Remove(operation))
            return [$"op {operation.Number}: given up"];
        operation.IsGivenUp = true;
        return operation.IsFind ? [$"CANCEL {operation.Id}"] : [];
    }

    private IReadOnlyList<string> Answer(AskedOperation target, bool isFinal)
    {
        // Pending ones behind a C-CANCEL are passed over.
        if (!isFinal)
            return target.IsGivenUp ? [] : [$"op {target.Number}: FF00"];
        _running.Remove(target);
        return [.. Begin(), $"op {target.Number}: {(target is { IsFind: true, IsGivenUp: true } ? "FE00" : "0000")}"];
    }

    private IReadOnlyList<string> TakePdu(RequestorStep.Send send)
    {
        if (send == RequestorStep.PeerAbort)
            return Finish(AssociationEndReason.AbortedByPeer);
        if (send == RequestorStep.Refuse && _state == State.Requesting)
            return Finish(AssociationEndReason.Rejected);
        if (send == RequestorStep.AskRelease && _state == State.Open)
            return Finish(AssociationEndReason.ReleasedByPeer, "RP");
        if (send == RequestorStep.AskRelease && _state == State.Releasing)
            return Go(State.Colliding, "RP");
        return send == RequestorStep.ConfirmRelease && _state is State.Releasing or State.Colliding ? Finish(AssociationEndReason.Released) : Violate("ABORT 2 2");
    }

    // Before it stands, and when its release was confirmed, no P-DATA-TF is looked into but for its length.
    private IReadOnlyList<string> Illegal(PeerStep.Illegal step) =>
        _state is State.Requesting or State.Colliding && step.Sent[0] == 4 && step.Sent[2] == 0 ? Violate("ABORT 2 2") : Violate($"ABORT {step.Source} {step.Reason}");

    private IReadOnlyList<string> Violate(string abort) => Finish(AssociationEndReason.ProtocolViolation, abort);

    private IReadOnlyList<string> Go(State state, params IReadOnlyList<string> words)
    {
        _state = state;
        return words;
    }

    private IReadOnlyList<string> Finish(AssociationEndReason reason, params IReadOnlyList<string> words)
    {
        End = reason;
        var wasRequesting = _state == State.Requesting;
        _state = State.Over;
        return wasRequesting ? [.. words, $"asked: {reason}"] : [.. words, .. _running.Concat(_waiting).Select(operation => $"op {operation.Number}: {reason}")];
    }
}
