using System.Collections.Concurrent;
using System.Diagnostics;

namespace Belfry.Soak;

/// <summary>What happened so far. Thread-safe.</summary>
internal sealed class SoakTally
{
    private readonly ConcurrentDictionary<string, long> _done = new();
    private readonly ConcurrentDictionary<string, long> _faults = new();
    private readonly ConcurrentDictionary<int, bool> _studies = new();
    private long _interrupted;
    private int _studyCount;

    /// <summary>Instances whose C-STORE was answered with success.</summary>
    public ConcurrentQueue<SoakInstance> Stored { get; } = new();

    /// <summary>Studies of which an instance was stored.</summary>
    public int StudyCount => Volatile.Read(ref _studyCount);

    /// <summary>Transactions of storage commitment whose N-ACTION was answered with success, each ending with what is wrong with its report, or null.</summary>
    public ConcurrentQueue<Task<string?>> Transactions { get; } = new();

    /// <summary>What should not have happened; of the same, once.</summary>
    public ICollection<string> Faults => _faults.Keys;

    /// <summary>Operations that a restart of the server broke off.</summary>
    public long Interrupted => Interlocked.Read(ref _interrupted);

    public long Operations => _done.Values.Sum();

    public void Done(string what) => _done.AddOrUpdate(what, 1, static (_, count) => count + 1);

    public void Keep(SoakInstance instance)
    {
        Stored.Enqueue(instance);
        if (_studies.TryAdd(instance.Study, true))
            Interlocked.Increment(ref _studyCount);
    }

    public void Broken() => Interlocked.Increment(ref _interrupted);

    public void Fault(string what) => _faults.TryAdd(what, Stopwatch.GetTimestamp());

    /// <summary>Takes back faults since a time: the whole machine stood still, and with it whoever should have answered in time.</summary>
    public void Forgive(long since)
    {
        foreach (var fault in _faults.Where(fault => fault.Value >= since))
            _faults.TryRemove(fault);
    }

    public override string ToString() => string.Join(", ", _done.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}"));
}
