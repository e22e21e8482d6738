namespace Belfry.Web;

/// <summary>The last facts of one kind, by numbers that grow from 1. Facts are changed in place: nothing is allocated. Not thread-safe.</summary>
internal sealed class TrafficRing<T>(int size)
    where T : struct
{
    private readonly T[] _slots = new T[size];
    private long _last;

    /// <summary>The next place, cleared; the oldest facts are forgotten for it.</summary>
    public ref T Add(out long number)
    {
        number = ++_last;
        ref var slot = ref _slots[number % size];
        slot = default;
        return ref slot;
    }

    /// <summary>The place that <see cref="Add"/> takes next, with what will be forgotten.</summary>
    public ref T Oldest => ref _slots[(_last + 1) % size];

    public bool Has(long number) => number > 0 && number <= _last && number > _last - size;

    /// <summary>The facts of a number that <see cref="Has"/> knows.</summary>
    public ref T this[long number] => ref _slots[number % size];

    /// <summary>What is kept, the newest first.</summary>
    public List<T> ToList()
    {
        List<T> all = [];
        for (var number = _last; Has(number); number--)
            all.Add(_slots[number % size]);
        return all;
    }
}
