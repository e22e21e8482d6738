namespace Belfry.Jobs;

/// <summary>How many jobs may still be begun: of each kind, and of the counted kinds together. Thread-safe.</summary>
internal sealed class JobSlots
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _free = [];
    private readonly IReadOnlyList<JobKind> _kinds;
    private int _counted;

    public JobSlots(IReadOnlyList<JobKind> kinds, int counted)
    {
        _kinds = kinds;
        _counted = counted;
        foreach (var kind in kinds)
            _free[kind.Name] = kind.Concurrency;
    }

    /// <summary>Takes a slot, if there is one.</summary>
    public bool TryTake(JobKind kind)
    {
        lock (_lock)
        {
            if (_free[kind.Name] <= 0 || (kind.IsCounted && _counted <= 0))
                return false;
            Add(kind, -1);
            return true;
        }
    }

    public void Give(JobKind kind)
    {
        lock (_lock)
            Add(kind, 1);
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
                rooms.Add(new JobRoom(kind.Name, free, kind.IsCounted));
                _free[kind.Name] -= free;
            }

            _counted -= counted;
            return (rooms, counted);
        }
    }

    /// <summary>Gives back what was taken by <see cref="TakeAll"/> but for one slot for each job that is begun.</summary>
    public void GiveBack(IReadOnlyList<JobRoom> rooms, int counted, IEnumerable<JobKind> begun)
    {
        lock (_lock)
        {
            foreach (var room in rooms)
                _free[room.Kind] += room.Slots;
            _counted += counted;
            foreach (var kind in begun)
                Add(kind, -1);
        }
    }

    private void Add(JobKind kind, int number)
    {
        _free[kind.Name] += number;
        if (kind.IsCounted)
            _counted += number;
    }
}
