using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Coercers and filters, which are asked, and observers, which are told. Costs little where there are none. Thread-safe.</summary>
internal sealed class ArchiveWatchers : IAsyncDisposable
{
    // Instances that share a turn wait for each other: seldom, with so many turns.
    private const int Turns = 1024;

    private readonly IReadOnlyList<IInstanceCoercer> _coercers;
    private readonly IReadOnlyList<IInstanceFilter> _filters;
    private readonly ObserverQueue[] _observers;
    private readonly SemaphoreSlim[] _turns = [];
    private readonly StableWatch _stable;
    private readonly ObserverQueue _recorder;

    public ArchiveWatchers(ArchiveParts parts)
    {
        _coercers = parts.Coercers;
        _filters = parts.Filters;
        _observers = [.. parts.Observers.Select(observer => new ObserverQueue(observer, parts.Options.ObserverQueueLength, parts.Logger))];
        _turns = _observers.Length == 0 ? [] : [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1, 1))];
        _recorder = new ObserverQueue(new StableRecorder(parts.Index), parts.Options.ObserverQueueLength, parts.Logger);
        _stable = new StableWatch(parts.Options.StableAge, parts.Clock, OnStable);
    }

    /// <summary>How many may change instances.</summary>
    public int CoercerCount => _coercers.Count;

    /// <summary>True when there is a filter to be asked.</summary>
    public bool HasFilters => _filters.Count != 0;

    /// <summary>Asks the coercers from a place on, until one does not leave the instance as it is.</summary>
    /// <returns>What that one said, and the place behind it: who comes there is to be asked about what takes the instance's place.</returns>
    public async ValueTask<(InstanceCoercion Coercion, int Next)> CoerceAsync(IncomingInstance instance, int first, CancellationToken cancellation)
    {
        for (var i = first; i < _coercers.Count; i++)
        {
            using var time = CallbackTime.Begin("coercion of instances", _coercers[i]);
            var coercion = await _coercers[i].CoerceAsync(instance, cancellation);
            if (coercion != InstanceCoercion.Keep)
                return (coercion, i + 1);
        }

        return (InstanceCoercion.Keep, _coercers.Count);
    }

    /// <summary>Asks the filters; the first that does not accept decides.</summary>
    public async ValueTask<InstanceVerdict> FilterAsync(IncomingInstance instance, CancellationToken cancellation)
    {
        foreach (var filter in _filters)
        {
            using var time = CallbackTime.Begin("filter of instances", filter);
            if (await filter.FilterAsync(instance, cancellation) is var verdict && verdict != InstanceVerdict.Accept)
                return verdict;
        }

        return InstanceVerdict.Accept;
    }

    /// <summary>
    /// Takes the turn to change an instance and tell of it, so that observers hear of two changes in the order in which they happened. Disposing
    /// the result gives the turn to the next.
    /// </summary>
    public async ValueTask<IDisposable?> TakeTurnAsync(DicomUid sopInstanceUid)
    {
        if (_observers.Length == 0)
            return null;
        var turn = _turns[(uint)sopInstanceUid.GetHashCode() % Turns];
        await turn.WaitAsync();
        return new Turn(turn);
    }

    public void OnAdded(AddOutcome outcome, NewInstance instance, InstanceSource source)
    {
        for (var i = 0; i < outcome.Recycled.Count; i++)
            OnDeleted(QueryRetrieveLevel.Patient, outcome.Recycled[i], i < outcome.Deletions.Count ? outcome.Deletions[i] : null);
        if (outcome.Result is not (AddResult.Added or AddResult.Replaced))
            return;
        _stable.Touch(instance.Header);
        if (_observers.Length == 0)
            return;
        var above = outcome.Identity is { } identity ? AboveOf(identity) : [];
        var stored = new StoredInstance(outcome.Id.ToString(), source, instance.Header, instance.Origin, outcome.Result == AddResult.Replaced)
        {
            Above = above,
            NewAbove = outcome.NewFrom is { } level ? [.. above.TakeWhile(resource => resource.Level >= level)] : [],
        };
        Tell((observer, cancellation) => observer.OnStoredAsync(stored, cancellation));
    }

    public void OnDeleted(QueryRetrieveLevel level, ArchiveId id, Deletion? deletion)
    {
        _stable.Forget(level, id);
        if (_observers.Length == 0)
            return;
        var resource = new ArchiveResource(level, id.ToString()) { PatientId = deletion?.PatientId, StudyInstanceUids = deletion?.StudyInstanceUids ?? [] };
        Tell((observer, cancellation) => observer.OnDeletedAsync(resource, cancellation));
    }

    public void OnUpdated(QueryRetrieveLevel level, ArchiveId id, ResourceUpdate update)
    {
        if (_observers.Length == 0)
            return;
        var resource = new ArchiveResource(level, id.ToString());
        Tell((observer, cancellation) => observer.OnUpdatedAsync(resource, update, cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await _stable.DisposeAsync();
        await _recorder.DisposeAsync();
        foreach (var observer in _observers)
            await observer.DisposeAsync();
        foreach (var turn in _turns)
            turn.Dispose();
    }

    private static ArchiveResource[] AboveOf(InstanceIdentity identity) =>
    [
        new ArchiveResource(QueryRetrieveLevel.Series, identity.Series.ToString()),
        new ArchiveResource(QueryRetrieveLevel.Study, identity.Study.ToString()),
        new ArchiveResource(QueryRetrieveLevel.Patient, identity.Patient.ToString()),
    ];

    private void OnStable(QueryRetrieveLevel level, ArchiveId id)
    {
        var resource = new ArchiveResource(level, id.ToString());
        Func<IArchiveObserver, CancellationToken, ValueTask> change = (observer, cancellation) => observer.OnStableAsync(resource, cancellation);
        _recorder.Add(change);
        Tell(change);
    }

    private void Tell(Func<IArchiveObserver, CancellationToken, ValueTask> change)
    {
        foreach (var observer in _observers)
            observer.Add(change);
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
