using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Web;

/// <summary>
/// Keeps the last associations and operations, in memory alone, and tells viewers of them as they happen. Without a viewer it costs two short
/// locks an operation and no allocation; a viewer never makes it wait. Thread-safe.
/// </summary>
public sealed partial class TrafficRecorder : IAssociationObserver, IDisposable
{
    private readonly TimeProvider _clock;
    private readonly TrafficOptions _options;
    private readonly Lock _associationsGate = new();
    private readonly TrafficRing<AssociationFacts> _associations;
    private readonly Dictionary<long, long> _living = [];
    private readonly SeenPeers _peers;
    private readonly Lock _operationsGate = new();
    private readonly TrafficRing<OperationFacts> _operations;
    private readonly Lock _viewersGate = new();
    private volatile TrafficViewer[] _viewers = [];
    private long _answersLength;
    private bool _isDisposed;

    /// <param name="clock">Time.</param>
    /// <param name="options">How much is kept; the defaults by default.</param>
    public TrafficRecorder(TimeProvider clock, TrafficOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        Started = clock.GetUtcNow();
        _options = options ?? new TrafficOptions();
        _peers = new SeenPeers(title => IsKnownPeer(title));
        _associations = new TrafficRing<AssociationFacts>(_options.Associations);
        _operations = new TrafficRing<OperationFacts>(_options.Operations);
    }

    /// <summary>True for the AE titles of modalities: when those were last seen is never forgotten, however many others come. By default none is.</summary>
    public Func<AETitle, bool> IsKnownPeer { get; init; } = static _ => false;

    /// <summary>Since when it records.</summary>
    internal DateTimeOffset Started { get; }

    /// <summary>How many watch.</summary>
    internal int ViewerCount => _viewers.Length;

    /// <inheritdoc/>
    public void OnEstablished(Association association)
    {
        ArgumentNullException.ThrowIfNull(association);
        long number;
        lock (_associationsGate)
        {
            // One that has ended at once may be recorded already.
            if (association.EndReason != AssociationEndReason.None)
                return;
            Fill(ref _associations.Add(out number), association);
            _living.Add(association.Id, number);
        }

        Tell(new TrafficEvent(IsAssociation: true, number));
    }

    /// <inheritdoc/>
    public void OnEnded(Association association, in AssociationEnd end)
    {
        ArgumentNullException.ThrowIfNull(association);
        long number;
        lock (_associationsGate)
        {
            if (_living.Remove(association.Id, out number) && _associations.Has(number))
                _associations[number].End = end;
            else
                Fill(ref _associations.Add(out number), association).End = end;
        }

        Tell(new TrafficEvent(IsAssociation: true, number));
    }

    /// <inheritdoc/>
    public void OnTlsFailed(Association association, string? detail)
    {
        ArgumentNullException.ThrowIfNull(association);
        long number;
        lock (_associationsGate)
        {
            ref var facts = ref _associations.Add(out number);
            FillConnection(ref facts, association);
            facts.Contexts = [];
            facts.End = new AssociationEnd(AssociationEndReason.TlsFailed, detail, Operations: 0, TimeSpan.Zero);
        }

        Tell(new TrafficEvent(IsAssociation: true, number));
    }

    /// <inheritdoc/>
    public void OnNotConnected(FailedConnection attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        long number;
        lock (_associationsGate)
            Fill(ref _associations.Add(out number), attempt);
        Tell(new TrafficEvent(IsAssociation: true, number));
    }

    /// <inheritdoc/>
    public long OnOperationBegan(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        long number;
        lock (_operationsGate)
            Fill(ref Next(out number), operation);
        Tell(new TrafficEvent(IsAssociation: false, number));
        return number;
    }

    /// <inheritdoc/>
    public void OnResponse(DimseOperation operation, long ticket, DimseResponse response, IDataSetSource? dataSet)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(response);
        if (dataSet is not null && (_viewers.Length > 0 || _options.AnswersAlways))
            KeepAnswer(ticket, dataSet, operation.PresentationContext.TransferSyntax);
        if (response is CMoveResponse or CGetResponse && !response.IsFinal)
            KeepProgress(ticket, response);
    }

    /// <inheritdoc/>
    public void OnOperationEnded(DimseOperation operation, long ticket, TimeSpan elapsed)
    {
        ArgumentNullException.ThrowIfNull(operation);
        lock (_operationsGate)
        {
            // One that never began, or ran while many others came and went.
            if (!_operations.Has(ticket))
                Fill(ref Next(out ticket), operation).Began -= elapsed;
            ref var facts = ref _operations[ticket];
            facts.Elapsed = elapsed;
            facts.Response = operation.FinalResponse;
            facts.Pending = operation.PendingResponseCount;
            facts.Reason = operation.EndReason;
        }

        Tell(new TrafficEvent(IsAssociation: false, ticket));
    }

    /// <inheritdoc/>
    public long OnInvoked(Association association, PresentationContext context, DimseRequest request, IDataSetSource? dataSet)
    {
        ArgumentNullException.ThrowIfNull(association);
        ArgumentNullException.ThrowIfNull(context);

        // It has just been encoded for the peer, so it can be encoded.
        var identifier = dataSet is null || request is CStoreRequest ? default(ReadOnlyMemory<byte>) : RecordedAnswers.Encode(dataSet, context.TransferSyntax, _options.IdentifierLength);
        long number;
        lock (_operationsGate)
        {
            ref var facts = ref Next(out number);
            Fill(ref facts, association, context, request, isInvoked: true);
            facts.IsIdentifierLeftOut = identifier is null;
            facts.Identifier = identifier.GetValueOrDefault();
        }

        Tell(new TrafficEvent(IsAssociation: false, number));
        return number;
    }

    /// <inheritdoc/>
    public void OnReply(long ticket, DimseReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        lock (_operationsGate)
        {
            if (!_operations.Has(ticket))
                return;
            ref var facts = ref _operations[ticket];
            facts.Response = reply.Response;
            facts.Pending += reply.Response.IsFinal ? 0 : 1;
        }

        if (reply.DataSetBytes is { } dataSet && (_viewers.Length > 0 || _options.AnswersAlways))
            KeepAnswer(ticket, dataSet);
        if (!reply.Response.IsFinal && reply.Response is CMoveResponse or CGetResponse)
            Tell(new TrafficEvent(IsAssociation: false, ticket));
    }

    /// <inheritdoc/>
    public void OnInvocationEnded(long ticket, TimeSpan elapsed)
    {
        lock (_operationsGate)
        {
            if (!_operations.Has(ticket))
                return;
            ref var facts = ref _operations[ticket];
            facts.Elapsed = elapsed;
            facts.Reason = facts.Response is { IsFinal: true } ? OperationEndReason.Completed : OperationEndReason.Aborted;
        }

        Tell(new TrafficEvent(IsAssociation: false, ticket));
    }

    /// <summary>Ends the viewers' streams; later ones end at once.</summary>
    public void Dispose()
    {
        lock (_viewersGate)
        {
            _isDisposed = true;
            foreach (var viewer in _viewers)
                viewer.Complete();
        }
    }

    /// <summary>Begins to watch; null when there are too many viewers.</summary>
    internal TrafficViewer? Watch()
    {
        lock (_viewersGate)
        {
            if (_viewers.Length >= _options.Viewers)
                return null;
            var viewer = new TrafficViewer(this, _options.ViewerEvents);
            if (_isDisposed)
                viewer.Complete();
            _viewers = [.. _viewers, viewer];
            return viewer;
        }
    }

    internal void Leave(TrafficViewer viewer)
    {
        lock (_viewersGate)
            _viewers = [.. _viewers.Where(other => other != viewer)];
    }

    /// <summary>The last associations, the newest first.</summary>
    internal List<AssociationFacts> Associations()
    {
        lock (_associationsGate)
            return _associations.ToList();
    }

    /// <summary>The last operations, the newest first.</summary>
    internal List<OperationFacts> Operations()
    {
        lock (_operationsGate)
            return _operations.ToList();
    }

    internal bool TryGetAssociation(long number, out AssociationFacts facts)
    {
        lock (_associationsGate)
        {
            facts = _associations.Has(number) ? _associations[number] : default;
            return _associations.Has(number);
        }
    }

    internal bool TryGetOperation(long number, out OperationFacts facts)
    {
        lock (_operationsGate)
        {
            facts = _operations.Has(number) ? _operations[number] : default;
            return _operations.Has(number);
        }
    }

    /// <summary>The answers of an operation that are kept, and how many are not.</summary>
    internal (IReadOnlyList<ReadOnlyMemory<byte>> DataSets, int LeftOut) AnswersOf(long number)
    {
        lock (_operationsGate)
            return _operations.Has(number) && _operations[number].Answers is { } answers ? ([.. answers.DataSets], answers.LeftOut) : ([], 0);
    }

    /// <summary>When a peer was last seen; null when it was not since the start.</summary>
    internal DateTimeOffset? LastSeen(AETitle title)
    {
        lock (_associationsGate)
            return _peers.Find(title);
    }
}
