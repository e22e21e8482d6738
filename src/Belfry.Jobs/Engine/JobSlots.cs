namespace Belfry.Jobs;

/// <summary>How many jobs may still be begun: of each kind, of each lane of a kind, and of the counted kinds together. Thread-safe.</summary>
internal sealed class JobSlots
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _free = [];
    private readonly Dictionary<string, Dictionary<string, int>> _lanes = [];
    private readonly IReadOnlyList<JobKind> _kinds;
    private readonly int _allCounted;
    private int _counted;

    public JobSlots(IReadOnlyList<JobKind> kinds, int counted)
    {
        _kinds = kinds;
        _allCounted = counted;
        _counted = counted;
        foreach (var kind in kinds)
        {
            _free[kind.Name] = kind.Concurrency;
            _lanes[kind.Name] = new Dictionary<string, int>(StringComparer.Ordinal);
        }
    }

    /// <summary>Takes a slot, if there is one.</summary>
    public bool TryTake(JobKind kind, string? lane)
    {
        lock (_lock)
        {
            if (_free[kind.Name] <= 0 || (kind.IsCounted && _counted <= 0))
                return false;
            if (lane is not null && _lanes[kind.Name].GetValueOrDefault(lane) >= LaneSlotsOf(kind))
                return false;
            Add(kind, lane, -1);
            return true;
        }
    }

    public void Give(JobKind kind, string? lane)
    {
        lock (_lock)
            Add(kind, lane, 1);
    }

    /// <summary>Takes all that are free: what is not used afterwards is given back. All kinds are among the rooms, full ones without slots.</summary>
    public (IReadOnlyList<JobRoom> Rooms, int Counted) TakeAll()
    {
        lock (_lock)
        {
            List<JobRoom> rooms = [];
            var counted = Math.Max(0, _counted);
            foreach (var kind in _kinds)
            {
                var free = kind.IsCounted && counted == 0 ? 0 : Math.Max(0, _free[kind.Name]);
                var lanes = new Dictionary<string, int>(_lanes[kind.Name], StringComparer.Ordinal);
                rooms.Add(new JobRoom(kind.Name, free, kind.IsCounted) { LaneSlots = LaneSlotsOf(kind), Lanes = lanes });
                _free[kind.Name] -= free;
            }

            _counted -= counted;
            return (rooms, counted);
        }
    }

    /// <summary>Gives back what was taken by <see cref="TakeAll"/> but for one slot for each job that is begun.</summary>
    public void GiveBack(IReadOnlyList<JobRoom> rooms, int counted, IEnumerable<(JobKind Kind, string? Lane)> begun)
    {
        lock (_lock)
        {
            foreach (var room in rooms)
                _free[room.Kind] += room.Slots;
            _counted += counted;
            foreach (var (kind, lane) in begun)
                Add(kind, lane, -1);
        }
    }

    // One is left to the others where there are two or more.
    private int LaneSlotsOf(JobKind kind)
    {
        var all = kind.IsCounted ? Math.Min(kind.Concurrency, _allCounted) : kind.Concurrency;
        return Math.Max(1, Math.Min(kind.LaneConcurrency, all - 1));
    }

    private void Add(JobKind kind, string? lane, int number)
    {
        _free[kind.Name] += number;
        if (kind.IsCounted)
            _counted += number;
        if (lane is null)
            return;
        var lanes = _lanes[kind.Name];
        var running = lanes.GetValueOrDefault(lane) - number;
        if (running == 0)
            lanes.Remove(lane);
        else
            lanes[lane] = running;
    }
}
