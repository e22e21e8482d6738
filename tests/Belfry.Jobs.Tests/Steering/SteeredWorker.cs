using System.Threading.Channels;
using Xunit;

namespace Belfry.Jobs.Tests;

/// <summary>A worker that does what the test says, run by run.</summary>
internal sealed class SteeredWorker : IJobWorker
{
    private readonly Channel<SteeredRun> _runs = Channel.CreateUnbounded<SteeredRun>();
    private readonly Lock _lock = new();
    private readonly List<Job> _ended = [];

    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    /// <summary>True: it does not look at its token.</summary>
    public bool IsDeaf { get; init; }

    /// <summary>The jobs that it was told are over.</summary>
    public IReadOnlyList<Job> Ended
    {
        get
        {
            lock (_lock)
                return [.. _ended];
        }
    }

    /// <summary>The runs that have begun and were not taken yet.</summary>
    public int Waiting => _runs.Reader.Count;

    /// <summary>Waits for the next run.</summary>
    public async Task<SteeredRun> NextAsync() =>
        await _runs.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    public async ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var steered = new SteeredRun(run);
        await using var registration = IsDeaf ? default : cancellation.Register(() => steered.Stop(cancellation));
        _runs.Writer.TryWrite(steered);
        return await steered.Outcome;
    }

    public void OnEnded(Job job)
    {
        lock (_lock)
            _ended.Add(job);
    }
}
