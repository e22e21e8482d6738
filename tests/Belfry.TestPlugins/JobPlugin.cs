using System.Text.Json.Nodes;
using Belfry.Sdk;

namespace Belfry.TestPlugins;

/// <summary>What <see cref="JobPlugin"/> is to do.</summary>
/// <param name="Steps">How many steps there are.</param>
/// <param name="HoldAt">The step that waits for the file <c>go</c>; 0 for none.</param>
/// <param name="End"><c>done</c>, <c>fail</c>, <c>retry</c> or <c>throw</c>.</param>
public sealed record CountOrder(int Steps, int HoldAt = 0, string End = "done");

/// <summary>How far it is.</summary>
/// <param name="Step">The steps that are done.</param>
public sealed record CountState(int Step);

/// <summary>Counts: each step is a line in the file <c>steps</c> of the configuration's folder, with the run that made it.</summary>
[BelfryPlugin("counting")]
public sealed class JobPlugin : IJobHandler, IRestHandler
{
    private readonly IPluginHost _host;
    private readonly PluginJobKind<CountOrder, CountState> _counting;
    private readonly PluginJobKind<CountOrder, CountState> _unknown;

    public JobPlugin(IPluginHost host)
    {
        _host = host;
        _counting = new("counting.Count", CountAsync) { Concurrency = 2, MaxAttempts = 3 };
        _unknown = new("counting.Count", CountAsync);
        Routes =
        [
            RestRoute.Map(RestVerb.Post, "/counting/{steps}/{hold}/{end}", SubmitAsync),
            RestRoute.Map(RestVerb.Get | RestVerb.Delete, "/counting/{id}", WaitOrCancelAsync),
            RestRoute.Map(RestVerb.Post, "/counting-foreign", async (_, _, cancellation) => await Jobs.SubmitAsync(_unknown, new CountOrder(1), null, cancellation)),
        ];
    }

    public IReadOnlyList<PluginJobKind> JobKinds => [_counting];

    public IReadOnlyList<RestRoute> Routes { get; }

    private IPluginJobs Jobs => _host.Jobs ?? throw new InvalidOperationException("The server has no jobs.");

    private async Task SubmitAsync(RestRequest request, IRestResponse response, CancellationToken cancellation)
    {
        var order = new CountOrder(int.Parse(request.Groups[0], System.Globalization.CultureInfo.InvariantCulture), int.Parse(request.Groups[1], System.Globalization.CultureInfo.InvariantCulture), request.Groups[2]);
        var job = await Jobs.SubmitAsync(_counting, order, new PluginJobOptions { Content = new JsonObject { ["Steps"] = order.Steps }, Key = request.Argument("key") }, cancellation);
        await response.AnswerTextAsync(job.Id.ToString("D"), cancellation);
    }

    private async Task WaitOrCancelAsync(RestRequest request, IRestResponse response, CancellationToken cancellation)
    {
        var id = Guid.Parse(request.Groups[0]);
        var text = request.Verb == RestVerb.Delete ? $"{await Jobs.CancelAsync(id, cancellation)}" : $"{await Jobs.WaitForAsync(id, cancellation)}";
        await response.AnswerTextAsync(text, cancellation);
    }

    private async ValueTask<PluginJobOutcome> CountAsync(PluginJobRun<CountOrder, CountState> run, CancellationToken cancellation)
    {
        var order = run.Arguments;
        var first = (run.Checkpoint?.Step ?? 0) + 1;
        for (var step = first; step <= order.Steps; step++)
        {
            if (step == order.HoldAt)
                await WaitForFileAsync(Path.Combine(_host.ConfigurationFolder, "go"), cancellation);
            await File.AppendAllTextAsync(Path.Combine(_host.ConfigurationFolder, "steps"), $"{step} from {first}\n", cancellation);
            await run.CheckpointAsync(new CountState(step), (double)step / order.Steps, new JsonObject { ["Steps"] = order.Steps, ["Counted"] = step }, cancellation);
        }

        return order.End switch
        {
            "fail" => PluginJobOutcome.Failed("It was to fail."),
            "retry" when run.FailedAttempts < 2 => PluginJobOutcome.RetryAfter("It was to be tried again.", TimeSpan.Zero),
            "throw" => throw new InvalidOperationException("It was to throw."),
            _ => PluginJobOutcome.Done,
        };
    }

    private static async Task WaitForFileAsync(string path, CancellationToken cancellation)
    {
        var there = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(path) ?? ".", Path.GetFileName(path));
        watcher.Created += (_, _) => there.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(path))
            await there.Task.WaitAsync(cancellation);
    }
}
