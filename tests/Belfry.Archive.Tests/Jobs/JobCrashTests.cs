using System.Diagnostics;
using System.Globalization;
using System.Text;
using Belfry.Jobs;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Belfry.Archive.Tests;

/// <summary>The process that runs jobs is killed at random moments: each goes on from its last checkpoint, and every step is done at least once.</summary>
public sealed class JobCrashTests(ITestOutputHelper output)
{
    private const string Variable = "BELFRY_TEST_JOBS_TO_CRASH";
    private const string Kind = "Count";
    private const int Jobs = 4;
    private const int Steps = 100;

    private readonly Dictionary<string, int> _acknowledged = [];
    private readonly Dictionary<string, HashSet<int>> _done = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_TheProcessIsKilled_GoesOnFromTheLastCheckpoint()
    {
        await using var folder = IndexFolder.Open();
        await folder.CloseAsync();
        var seed = Environment.GetEnvironmentVariable("BELFRY_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"Seed {seed}; BELFRY_SEED repeats it.");
        var random = new Random(seed);
        for (var round = 0; round < 4; round++)
            await RunChildAsync(folder.Path, random.Next(3, 150));

        // The last comes to the end, and its jobs with it.
        await RunChildAsync(folder.Path, int.MaxValue);
        folder.Reopen();
        var jobs = await folder.Index.Jobs.ListAsync(Cancellation);
        Assert.Equal(Jobs, jobs.Count);
        Assert.All(jobs, job => Assert.Equal((JobState.Success, 1.0), (job.State, job.Progress)));
        Assert.All(_done.Values, steps => Assert.Equal(Enumerable.Range(1, Steps), steps.Order()));
        await folder.CloseAsync();
        using var database = SqliteDatabase.Open(folder.Path, isReadOnly: false);
        Assert.Equal("ok", database.QueryText("PRAGMA integrity_check"));
    }

    /// <summary>What the process to be killed runs; without the variable there is nothing to do.</summary>
    [Fact]
    public async Task Child_IsToldAnIndex_RunsJobsUntilKilled()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path)
            return;
        await using var index = SqliteIndex.Open(new ArchiveIndexOptions { Path = path, LogLength = 256 * 1024 });
        await using var console = Console.OpenStandardOutput();
        var kind = new JobKind(Kind, new Counter(line =>
        {
            var bytes = Encoding.ASCII.GetBytes($"\n{line}\n");
            lock (console)
                console.Write(bytes);
        }))
        {
            Concurrency = 2,
        };
        var options = new JobEngineOptions { HistorySize = 100, MaxLosses = 100 };
        await using var engine = new JobEngine(index.Jobs, [kind], options, TimeProvider.System, new Random(), NullLogger.Instance);
        await engine.StartAsync(Cancellation);
        for (var job = 0; job < Jobs; job++)
        {
            // A job that is there is not submitted again, even when it is over: it is told by its arguments.
            if ((await engine.ListAsync(Cancellation)).All(old => old.UserData != $"{job}"))
                await engine.SubmitAsync(new NewJob { Kind = Kind, UserData = $"{job}", Arguments = BitConverter.GetBytes(Steps) }, Cancellation);
        }

        foreach (var job in await engine.ListAsync(Cancellation))
            await engine.WaitForAsync(job.Id, Cancellation);
        await engine.StopAsync(Cancellation);
    }

    private async Task RunChildAsync(string path, int count)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "")
        {
            RedirectStandardOutput = true,
            ArgumentList = { "-noColor", "-method", $"*{nameof(JobCrashTests)}.{nameof(Child_IsToldAnIndex_RunsJobsUntilKilled)}" },
            Environment = { [Variable] = path },
        };
        using var child = Process.Start(start) ?? throw new InvalidOperationException("The test program cannot be started.");
        try
        {
            while (await child.StandardOutput.ReadLineAsync(Cancellation) is { } line)
            {
                // The last line may be cut: those that count end with a point.
                if (line.Split(' ') is not [var word, var job, var number, "."])
                    continue;
                Note(word, job, int.Parse(number, CultureInfo.InvariantCulture));
                if (--count == 0)
                    child.Kill();
            }
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(CancellationToken.None);
        }
    }

    private void Note(string word, string job, int number)
    {
        switch (word)
        {
            case "begins":
                var acknowledged = _acknowledged.GetValueOrDefault(job);
                Assert.True(number >= acknowledged, $"Job {job} began at {number}; {acknowledged} was acknowledged.");
                break;
            case "does":
                if (!_done.TryGetValue(job, out var steps))
                    _done[job] = steps = [];
                steps.Add(number);
                break;
            case "saved":
                _acknowledged[job] = number;
                break;
        }
    }

    /// <summary>Counts, and saves each number.</summary>
    private sealed class Counter(Action<string> say) : IJobWorker
    {
        public async ValueTask<JobOutcome> RunAsync(JobRun run, CancellationToken cancellation)
        {
            var step = run.Checkpoint.IsEmpty ? 0 : BitConverter.ToInt32(run.Checkpoint.Span);
            var last = BitConverter.ToInt32(run.Arguments.Span);
            say($"begins {run.Job.UserData} {step} .");
            while (step < last)
            {
                step++;
                say($"does {run.Job.UserData} {step} .");
                await run.CheckpointAsync(BitConverter.GetBytes(step), step / (double)last, cancellation: cancellation);
                say($"saved {run.Job.UserData} {step} .");
            }

            return JobOutcome.Succeeded;
        }
    }
}
