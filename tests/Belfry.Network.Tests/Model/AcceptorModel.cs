namespace Belfry.Network.Tests.Model;

/// <summary>
/// What an acceptor with a window of one operation says to each step of a peer that reads all answers before its next step (PS3.8 §9.2, PS3.7 §9.3,
/// docs/decisions/0021, 0022). Told in words: AC, RP, "ABORT source reason", "status Message ID".
/// </summary>
internal sealed class AcceptorModel
{
    private bool _isEstablished;
    private PeerStep.Hold? _running;
    private PeerStep.Operation? _waiting;
    private bool _isWaitingCancelled;

    /// <summary>True when the connection is over.</summary>
    public bool IsOver { get; private set; }

    public IReadOnlyList<string> Take(PeerStep step)
    {
        if (step is PeerStep.Close or PeerStep.Abort)
            return End();
        if (!_isEstablished)
        {
            _isEstablished = step is PeerStep.Request;
            return _isEstablished ? ["AC"] : End("ABORT 0 0");
        }

        return step switch
        {
            PeerStep.Request => End("ABORT 2 2"),
            PeerStep.Illegal illegal => End($"ABORT {illegal.Source} {illegal.Reason}"),
            PeerStep.Release => End("RP"),
            PeerStep.Cancel cancel => Cancel(cancel.Id),
            PeerStep.Operation operation => Admit(operation),
            _ => throw new InvalidOperationException($"{step}"),
        };
    }

    private IReadOnlyList<string> End(params IReadOnlyList<string> words)
    {
        IsOver = true;
        return words;
    }

    private IReadOnlyList<string> Admit(PeerStep.Operation operation)
    {
        if (operation.Id == _running?.Id || operation.Id == _waiting?.Id)
            return [$"0210 {operation.Id}"];
        if (_running is null)
            return Run(operation);
        if (_waiting is not null)
            return End("ABORT 0 0");
        _waiting = operation;
        return [];
    }

    private IReadOnlyList<string> Run(PeerStep.Operation operation)
    {
        _running = operation as PeerStep.Hold;
        return operation switch
        {
            PeerStep.Echo => [$"0000 {operation.Id}"],
            PeerStep.Unknown => [$"0211 {operation.Id}"],
            PeerStep.Find find => [.. Enumerable.Repeat($"FF00 {operation.Id}", find.Answers), $"0000 {operation.Id}"],
            _ => [$"FF00 {operation.Id}"],
        };
    }

    private IReadOnlyList<string> Cancel(byte id)
    {
        if (id == _waiting?.Id && _waiting is PeerStep.Find or PeerStep.Hold)
            _isWaitingCancelled = true;
        if (id != _running?.Id)
            return [];
        _running = null;
        List<string> words = [$"FE00 {id}"];
        if (_waiting is { } next)
            words.AddRange(_isWaitingCancelled ? [$"FE00 {next.Id}"] : Run(next));
        (_waiting, _isWaitingCancelled) = (null, false);
        return words;
    }
}
