using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Belfry.Jobs.Tests;

/// <summary>Two servers on one store that are stopped, killed and cut off from it while jobs are submitted, paused, resumed, cancelled and resubmitted.</summary>
internal sealed class TwoServers : IAsyncDisposable
{
    private const string Kind = "Step";

    private readonly FakeTimeProvider _clock;
    private readonly IJobStore _store;
    private readonly StepRecord _record = new();
    private readonly List<Guid> _jobs = [];
    private readonly Server[] _servers;
    private readonly List<Server> _dead = [];

    private TwoServers(FakeTimeProvider clock, IJobStore store)
    {
        _clock = clock;
        _store = store;
        _servers = [Create("a"), Create("b")];
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Does what the bytes say, then lets all jobs end; what went wrong, in words.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(FakeTimeProvider clock, IJobStore store, IReadOnlyList<byte> script)
    {
        await using var servers = new TwoServers(clock, store);
        foreach (var server in servers._servers)
            await server.Engine.StartAsync(Token);
        foreach (var step in script)
        {
            await servers.DoAsync(step);
            await Task.Yield();
        }

        await servers.FinishAsync();
        return servers._record.Faults;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Concat(_dead))
            await server.Engine.DisposeAsync();
    }

    private async Task DoAsync(byte step)
    {
        var server = _servers[step & 1];
        var id = _jobs.Count == 0 ? default : _jobs[(step >> 4) % _jobs.Count];
        switch ((step >> 1) % 12)
        {
            case 0 or 1:
                if (!server.Cable.IsBroken)
                    _jobs.Add((await server.Engine.SubmitAsync(new NewJob { Kind = Kind, Priority = step >> 5 }, Token)).Job.Id);
                break;
            case 2 or 3 or 4:
                server.Worker.Permit();
                break;
            case 5 or 6:
                await AdvanceAsync(TimeSpan.FromSeconds(1 + (step >> 4) % 5));
                break;
            case 7:
                server.Cable.IsBroken = !server.Cable.IsBroken;
                break;
            case 8:
                await KillAsync(step & 1);
                break;
            case 9:
                await AskAsync(server, id, JobCommand.Pause);
                break;
            case 10:
                await AskAsync(server, id, JobCommand.Resume);
                break;
            default:
                await AskAsync(server, id, JobCommand.Cancel);
                break;
        }
    }

    private async Task AskAsync(Server server, Guid id, JobCommand command)
    {
        if (!server.Cable.IsBroken)
            await server.Engine.DoAsync(id, command, Token);
    }

    // In steps shorter than what a server that is cut off has to notice it; each is over when all timers have rung, on whatever thread.
    private async Task AdvanceAsync(TimeSpan time)
    {
        var rung = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var last = _clock.CreateTimer(_ => rung.TrySetResult(), null, time, Timeout.InfiniteTimeSpan);
        _clock.Advance(time);
        await rung.Task.WaitAsync(SteeredWorker.Patience, Token);
        foreach (var server in _servers)
            await server.Engine.RenewedAsync();
    }

    private async Task KillAsync(int index)
    {
        var killed = _servers[index];
        killed.Worker.Die();
        killed.Cable.IsBroken = true;
        _dead.Add(killed);
        var next = Create(killed.Name);
        _servers[index] = next;
        await next.Engine.StartAsync(Token);
    }

    private async Task FinishAsync()
    {
        foreach (var server in _servers)
            server.Cable.IsBroken = false;
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var left = (await _store.ListAsync(Token)).Where(job => !job.IsOver).ToList();
            if (left.Count == 0)
                return;
            Assert.True(TimeProvider.System.GetElapsedTime(since) < SteeredWorker.Patience, $"{left.Count} jobs do not end: {string.Join("; ", left)}");
            foreach (var job in left.Where(job => job.State == JobState.Paused))
                await _servers[0].Engine.DoAsync(job.Id, JobCommand.Resume, Token);
            foreach (var server in _servers)
                server.Worker.Permit();
            await AdvanceAsync(TimeSpan.FromSeconds(3));
            await Task.Yield();
        }
    }

    private Server Create(string name)
    {
        var worker = new StepWorker(_record);
        var cable = new FaultyStore(_store);
        var kind = new JobKind(Kind, worker) { Concurrency = 2, Retry = new RetryPolicy { MaxAttempts = 20, MaxDelay = TimeSpan.FromSeconds(10) } };
        var options = new JobEngineOptions { Server = name, HistorySize = 1000, MaxLosses = 1000, PollInterval = TimeSpan.FromSeconds(5) };
        return new Server(name, worker, cable, new JobEngine(cable, [kind], options, _clock, new Random(1), NullLogger.Instance));
    }

    private sealed record Server(string Name, StepWorker Worker, FaultyStore Cable, JobEngine Engine);
}
