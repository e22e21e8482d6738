using System.Collections.Concurrent;

namespace Belfry.Soak;

/// <summary>What happened so far. Thread-safe.</summary>
internal sealed class SoakTally
{
    private readonly ConcurrentDictionary<string, long> _done = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private long _interrupted;

    /// <summary>Instances whose C-STORE was answered with success: number of the study, number of the instance.</summary>
    public ConcurrentQueue<(int Study, int Number)> Stored { get; } = new();

    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Operations that a restart of the server broke off.</summary>
    public long Interrupted => Interlocked.Read(ref _interrupted);

    public long Operations => _done.Values.Sum();

    public void Done(string what) => _done.AddOrUpdate(what, 1, static (_, count) => count + 1);

    public void Broken() => Interlocked.Increment(ref _interrupted);

    public void Fault(string what) => _faults.Enqueue(what);

    public override string ToString() => string.Join(", ", _done.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}"));
}
