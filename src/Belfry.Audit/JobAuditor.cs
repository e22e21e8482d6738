using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Belfry.Jobs;

namespace Belfry.Audit;

/// <summary>
/// Tells the audit trail what jobs have sent, when they are over: to whom, how many instances arrived, and whose the resources are that the job was about.
/// </summary>
public sealed class JobAuditor : IAsyncDisposable
{
    // Those that wait to be looked up: beyond, the resources are left out.
    private const int MaxWaiting = 1000;
    private const int MaxResources = 1000;

    private readonly IAuditTrail _trail;
    private readonly string _kind;
    private readonly Func<string, ValueTask<IReadOnlyList<AuditObject>>> _find;
    private readonly Channel<Job> _ended = Channel.CreateBounded<Job>(MaxWaiting);
    private readonly IDisposable _observing;
    private readonly Task _telling;

    /// <param name="trail">Takes the events.</param>
    /// <param name="jobs">The engine, not started yet.</param>
    /// <param name="kind">The kind of the jobs that send instances; their content is that of the reference server.</param>
    /// <param name="find">Gives study and patient of a resource by its identifier of REST; nothing when it is gone.</param>
    public JobAuditor(IAuditTrail trail, JobEngine jobs, string kind, Func<string, ValueTask<IReadOnlyList<AuditObject>>> find)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        _trail = trail;
        _kind = kind;
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
        if (!job.IsOver || job.Kind != _kind || _ended.Writer.TryWrite(job))
            return;
        using var content = JsonDocument.Parse(job.Content);
        _trail.Record(Sent(job, content.RootElement, []));
    }

    private async Task TellAsync()
    {
        await foreach (var job in _ended.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            using var content = JsonDocument.Parse(job.Content);
            _trail.Record(Sent(job, content.RootElement, await ListObjectsAsync(content.RootElement).ConfigureAwait(false)));
        }
    }

    private async ValueTask<IReadOnlyList<AuditObject>> ListObjectsAsync(JsonElement content)
    {
        if (!content.TryGetProperty("ParentResources", out var resources))
            return [];
        List<AuditObject> objects = [];
        var known = new HashSet<(int Type, string Id)>();
        foreach (var resource in resources.EnumerateArray().Take(MaxResources))
        {
            var id = resource.GetString() ?? "";
            var found = await _find(id).ConfigureAwait(false);

            // What is gone meanwhile is explained by its deletion.
            foreach (var one in found.Count > 0 ? found : [AuditObject.Address(id)])
            {
                if (known.Add((one.Type, one.Id)))
                    objects.Add(one);
            }
        }

        return objects;
    }

    private static AuditEvent Sent(Job job, JsonElement content, IReadOnlyList<AuditObject> objects)
    {
        var originator = TextOf(content, "MoveOriginatorAET");
        var (local, remote) = (TextOf(content, "LocalAet"), TextOf(content, "RemoteAet"));
        return new AuditEvent(AuditCode.InstancesTransferred, AuditAction.Read, OutcomeOf(job, content))
        {
            OutcomeDescription = Describe(job, content),
            Participants =
            [
                new AuditParticipant(originator ?? TextOf(content, "Description") ?? "", IsRequestor: true) { AETitle = originator },
                new AuditParticipant("Belfry", IsRequestor: false) { AETitle = local, Role = AuditCode.Source },
                new AuditParticipant(remote ?? "", IsRequestor: false) { AETitle = remote, Role = AuditCode.Destination },
            ],
            Objects = [AuditObject.Address($"/jobs/{job.Id:D}"), .. objects],
        };
    }

    private static AuditOutcome OutcomeOf(Job job, JsonElement content) => job switch
    {
        { State: JobState.Success } => NumberOf(content, "FailedInstancesCount") == 0 ? AuditOutcome.Success : AuditOutcome.MinorFailure,
        { Error: { } error } when error.Code == JobError.Cancelled.Code => AuditOutcome.MinorFailure,
        _ => AuditOutcome.SeriousFailure,
    };

    private static string Describe(Job job, JsonElement content)
    {
        var (count, failed) = (NumberOf(content, "InstancesCount"), NumberOf(content, "FailedInstancesCount"));
        if (job.State == JobState.Success)
            return string.Create(CultureInfo.InvariantCulture, $"{count - failed} of {count} instances arrived");
        var reason = job.Error?.Details ?? job.Error?.Description ?? "";

        // A run that came to its end has counted itself.
        return job.Error is { } error && (error.Code == JobError.Cancelled.Code || error.Code == JobError.Expired.Code || error.Code == JobError.Internal.Code)
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(job.Progress * count):F0} of {count} instances arrived; {reason}")
            : reason;
    }

    private static string? TextOf(JsonElement content, string name) =>
        content.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } text ? text : null;

    private static long NumberOf(JsonElement content, string name) =>
        content.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var number) ? number : 0;
}
