using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>Knows when something new last came for a patient, study or series, and says so when nothing has for long enough. Thread-safe.</summary>
internal sealed class StableWatch : IAsyncDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _age;
    private readonly TimeProvider _clock;
    private readonly Action<QueryRetrieveLevel, ArchiveId> _onStable;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly Dictionary<(QueryRetrieveLevel Level, ArchiveId Id), long> _touched = [];
    private readonly PriorityQueue<(QueryRetrieveLevel Level, ArchiveId Id), long> _order = new();

    public StableWatch(TimeSpan age, TimeProvider clock, Action<QueryRetrieveLevel, ArchiveId> onStable)
    {
        _age = age;
        _clock = clock;
        _onStable = onStable;
        _timer = clock.CreateTimer(_ => Check(), null, _interval, _interval);
    }

    /// <summary>An instance has come.</summary>
    public void Touch(DicomDataSet header)
    {
        if (header.GetUid(Tags.StudyInstanceUID) is not { } study || header.GetUid(Tags.SeriesInstanceUID) is not { } series)
            return;
        var patientId = header.GetString(Tags.PatientID) ?? "";
        var now = _clock.GetTimestamp();
        lock (_lock)
        {
            Touch((QueryRetrieveLevel.Patient, ArchiveId.OfPatient(patientId)), now);
            Touch((QueryRetrieveLevel.Study, ArchiveId.OfStudy(patientId, study)), now);
            Touch((QueryRetrieveLevel.Series, ArchiveId.OfSeries(patientId, study, series)), now);
        }
    }

    /// <summary>It was deleted: it will not become stable.</summary>
    public void Forget(QueryRetrieveLevel level, ArchiveId id)
    {
        lock (_lock)
            _touched.Remove((level, id));
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Touch((QueryRetrieveLevel Level, ArchiveId Id) resource, long now)
    {
        if (!_touched.ContainsKey(resource))
            _order.Enqueue(resource, now);
        _touched[resource] = now;
    }

    private void Check()
    {
        var stable = new List<(QueryRetrieveLevel Level, ArchiveId Id)>();
        lock (_lock)
        {
            while (_order.TryPeek(out var resource, out var since) && _clock.GetElapsedTime(since) >= _age)
            {
                _order.Dequeue();
                if (!_touched.TryGetValue(resource, out var last))
                    continue;
                if (_clock.GetElapsedTime(last) < _age)
                {
                    _order.Enqueue(resource, last);
                    continue;
                }

                _touched.Remove(resource);
                stable.Add(resource);
            }
        }

        foreach (var (level, id) in stable)
            _onStable(level, id);
    }
}
