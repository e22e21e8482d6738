using System.Text.Json;
using System.Threading.Channels;
using Belfry.Jobs;

namespace Belfry.Audit;

/// <summary>
/// Tells the audit trail what jobs have sent and retrieved, when they are over: to whom or from whom, how many instances arrived, and whose they are.
/// </summary>
public sealed class JobAuditor : IAsyncDisposable
{
    // Those that wait to be looked up: beyond, the resources are left out.
    private const int MaxWaiting = 1000;
    private const int MaxResources = 1000;

    private readonly IAuditTrail _trail;
    private readonly IReadOnlyDictionary<string, JobTransfer> _kinds;
    private readonly Func<string, ValueTask<IReadOnlyList<AuditObject>>> _find;
    private readonly Channel<Job> _ended = Channel.CreateBounded<Job>(MaxWaiting);
    private readonly IDisposable _observing;
    private readonly Task _telling;

    /// <param name="trail">Takes the events.</param>
    /// <param name="jobs">The engine, not started yet.</param>
    /// <param name="kinds">The kinds of the jobs that transfer instances.</param>
    /// <param name="find">Gives study and patient of a resource by its identifier of REST; nothing when it is gone.</param>
    public JobAuditor(IAuditTrail trail, JobEngine jobs, IReadOnlyDictionary<string, JobTransfer> kinds, Func<string, ValueTask<IReadOnlyList<AuditObject>>> find)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        _trail = trail;
        _kinds = kinds;
        _find = find;
        _telling = TellAsync();
        _observing = jobs.Observe(OnChange);
    }

    /// <summary>Tells of the jobs that are over. When the engine has stopped, and before the archive ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _observing.Dispose();
        _ended.Writer.TryComplete();
        await _telling.ConfigureAwait(false);
    }

    private void OnChange(Job job)
    {
        if (!job.IsOver || !_kinds.TryGetValue(job.Kind, out var transfer) || _ended.Writer.TryWrite(job))
            return;
        using var content = JsonDocument.Parse(job.Content);
        _trail.Record(TransferredByJob.ToEvent(job, transfer, content.RootElement, []));
    }

    private async Task TellAsync()
    {
        await foreach (var job in _ended.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            using var content = JsonDocument.Parse(job.Content);
            var transfer = _kinds[job.Kind];
            _trail.Record(TransferredByJob.ToEvent(job, transfer, content.RootElement, await ListObjectsAsync(transfer, content.RootElement).ConfigureAwait(false)));
        }
    }

    private async ValueTask<IReadOnlyList<AuditObject>> ListObjectsAsync(JobTransfer transfer, JsonElement content)
    {
        List<AuditObject> objects = [];
        var known = new HashSet<(int Type, string Id)>();
        if (transfer == JobTransfer.FromModality)
        {
            Add(RetrievedByJob.ObjectsOf(content).Take(MaxResources));
            return objects;
        }

        if (!content.TryGetProperty("ParentResources", out var resources))
            return [];
        foreach (var resource in resources.EnumerateArray().Take(MaxResources))
        {
            var id = resource.GetString() ?? "";
            var found = await _find(id).ConfigureAwait(false);

            // What is gone meanwhile is explained by its deletion.
            Add(found.Count > 0 ? found : [AuditObject.Address(id)]);
        }

        return objects;

        void Add(IEnumerable<AuditObject> some) => objects.AddRange(some.Where(one => known.Add((one.Type, one.Id))));
    }
}
