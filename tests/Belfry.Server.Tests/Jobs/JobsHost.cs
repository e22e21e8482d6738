using Belfry.Jobs;
using Belfry.Server.Composition;
using Belfry.Server.Configuration;
using Belfry.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace Belfry.Server.Tests.Jobs;

/// <summary>The routes of jobs over an engine whose worker does what the test says.</summary>
internal sealed class JobsHost : IAsyncDisposable
{
    private readonly HttpListener _http;

    private JobsHost(HttpListener http, JobEngine engine, WaitingWorker worker)
    {
        _http = http;
        Engine = engine;
        Worker = worker;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{http.Port}") };
    }

    public JobEngine Engine { get; }

    public WaitingWorker Worker { get; }

    public HttpClient Client { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<JobsHost> StartAsync()
    {
        var worker = new WaitingWorker();
        var kind = new JobKind("Waiting", worker) { Retry = new RetryPolicy { FirstDelay = TimeSpan.FromDays(1), MaxDelay = TimeSpan.FromDays(1) } };
        var engine = new JobEngine(new MemoryJobStore(TimeProvider.System), [kind], new JobEngineOptions(), TimeProvider.System, new Random(1), NullLogger.Instance);
        await engine.StartAsync(Token);
        var settings = new HttpSettings { Port = 0, BindAddresses = [System.Net.IPAddress.Loopback] };
        var http = HttpListener.Create(settings, routes => routes.MapJobs(engine), plugins: null, audit: null, archive: null, NullLoggerFactory.Instance, TimeProvider.System);
        await http.StartAsync(Token);
        return new JobsHost(http, engine, worker);
    }

    /// <summary>A job in a state.</summary>
    public async Task<Guid> SubmitAsync(JobState state)
    {
        var job = new NewJob
        {
            Kind = "Waiting",
            Content = """{"b":1,"a":{"d":[{"z":1,"y":2}],"c":"é"}}""",
            UserData = "[3]",
            Priority = 7,
            Delay = state == JobState.Pending ? TimeSpan.FromDays(1) : TimeSpan.Zero,
        };
        var id = (await Engine.SubmitAsync(job, Token)).Job.Id;
        if (state == JobState.Pending)
            return id;
        var run = await Worker.Runs.Reader.ReadAsync(Token);
        run.Run.Report(0.429);
        switch (state)
        {
            case JobState.Success:
                run.End.SetResult(JobOutcome.Succeeded);
                break;
            case JobState.Failure:
                run.End.SetResult(JobOutcome.Failed(new JobError(9, "Error in the network protocol", "refused")));
                break;
            case JobState.Retry:
                run.End.SetResult(JobOutcome.RetryAfter(new JobError(9, "Error in the network protocol")));
                break;
            case JobState.Paused:
                await Engine.DoAsync(id, JobCommand.Pause, Token);
                break;
        }

        await UntilAsync(id, state);
        return id;
    }

    public async Task UntilAsync(Guid id, JobState state)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (Engine.Observe(job =>
        {
            if (job.Id == id && job.State == state)
                reached.TrySetResult();
        }))
        {
            if ((await Engine.FindAsync(id, Token))?.State != state)
                await reached.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Engine.DisposeAsync();
        await _http.StopAsync(Token);
        await _http.DisposeAsync();
    }
}
