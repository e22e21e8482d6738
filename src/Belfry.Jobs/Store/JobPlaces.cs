namespace Belfry.Jobs;

/// <summary>The places of a room while a store gives them away: it asks for each waiting job, in their order. Not thread-safe.</summary>
public sealed class JobPlaces
{
    private readonly JobRoom _room;
    private readonly Dictionary<string, int> _lanes;
    private int _slots;

    /// <param name="room">The room.</param>
    /// <param name="limit">Most places, when that is less than the room has.</param>
    public JobPlaces(JobRoom room, int limit = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(room);
        _room = room;
        _slots = Math.Min(room.Slots, limit);
        _lanes = new Dictionary<string, int>(room.Lanes, StringComparer.Ordinal);
    }

    /// <summary>True when no job fits any more, whatever its lane.</summary>
    public bool IsFull => _slots <= 0;

    /// <summary>Takes a place.</summary>
    /// <param name="lane">The lane of the job; null for none.</param>
    /// <returns>False when there is none for this job; one of another lane may have one.</returns>
    public bool TryTake(string? lane)
    {
        if (IsFull)
            return false;
        if (lane is not null)
        {
            var running = _lanes.GetValueOrDefault(lane);
            if (running >= _room.LaneSlots)
                return false;
            _lanes[lane] = running + 1;
        }

        _slots--;
        return true;
    }
}
