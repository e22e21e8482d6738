using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Audit;

/// <summary>
/// Tells the audit trail of instances that were stored, gathered by who sent them and by study, and of what was deleted. A gathering ends when nothing came
/// for it for some seconds.
/// </summary>
public sealed class ArchiveAuditor : IArchiveObserver, IDisposable
{
    private static readonly TimeSpan _quiet = TimeSpan.FromSeconds(5);
    private const int MaxGatherings = 10_000;

    private readonly IAuditTrail _trail;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly Dictionary<(long Association, string? User, string Study), Gathering> _gatherings = [];

    /// <param name="trail">Takes the events.</param>
    /// <param name="clock">The clock.</param>
    public ArchiveAuditor(IAuditTrail trail, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _trail = trail;
        _clock = clock;
        _timer = clock.CreateTimer(static auditor => ((ArchiveAuditor)auditor!).Tell(all: false), this, _quiet, _quiet);
    }

    /// <inheritdoc/>
    public ValueTask OnStoredAsync(StoredInstance instance, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var study = instance.Header.GetString(Tags.StudyInstanceUID) ?? "";
        var sopClass = instance.Header.GetString(Tags.SOPClassUID) ?? "";
        var isTooMany = false;
        lock (_lock)
        {
            var key = (instance.Origin.AssociationId, instance.Origin.User, study);
            if (!_gatherings.TryGetValue(key, out var gathering))
                _gatherings[key] = gathering = new Gathering(instance.Origin, study, instance.Header.GetString(Tags.PatientID) ?? "");
            gathering.Last = _clock.GetTimestamp();
            gathering.Instances[sopClass] = gathering.Instances.GetValueOrDefault(sopClass) + 1;
            isTooMany = _gatherings.Count > MaxGatherings;
        }

        if (isTooMany)
            Tell(all: true);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask OnDeletedAsync(ArchiveResource resource, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var isStudy = resource.Level is QueryRetrieveLevel.Patient or QueryRetrieveLevel.Study;
        _trail.Record(new AuditEvent(isStudy ? AuditCode.StudyDeleted : AuditCode.InstancesAccessed, AuditAction.Delete, AuditOutcome.Success)
        {
            Participants = [new AuditParticipant("Belfry", IsRequestor: true) { Role = AuditCode.Application }],
            Objects =
            [
                AuditObject.Address($"{FolderOf(resource.Level)}/{resource.Id}"),
                .. resource.StudyInstanceUids.Select(static uid => AuditObject.Study(uid)),
                .. resource.PatientId is { } patient ? [AuditObject.Patient(patient)] : Array.Empty<AuditObject>(),
            ],
        });
        return ValueTask.CompletedTask;
    }

    /// <summary>Tells of what is still being gathered.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Tell(all: true);
    }

    private void Tell(bool all)
    {
        List<Gathering> over = [];
        lock (_lock)
        {
            foreach (var (key, gathering) in _gatherings)
            {
                if (!all && _clock.GetElapsedTime(gathering.Last) < _quiet)
                    continue;
                over.Add(gathering);
                _gatherings.Remove(key);
            }
        }

        foreach (var gathering in over)
            _trail.Record(gathering.ToEvent());
    }

    private static string FolderOf(QueryRetrieveLevel level) => level switch
    {
        QueryRetrieveLevel.Patient => "/patients",
        QueryRetrieveLevel.Study => "/studies",
        QueryRetrieveLevel.Series => "/series",
        _ => "/instances",
    };

    /// <summary>What somebody stored of a study.</summary>
    private sealed class Gathering(InstanceOrigin origin, string study, string patient)
    {
        public Dictionary<string, int> Instances { get; } = [];

        public long Last { get; set; }

        public AuditEvent ToEvent()
        {
            var title = origin.CallingAETitle.Value;
            var sender = new AuditParticipant(origin.User ?? (title.Length == 0 ? "REST" : title), IsRequestor: true)
            {
                AETitle = title.Length == 0 ? null : title,
                Role = AuditCode.Source,
                Address = origin.RemoteAddress?.ToString(),
            };
            var own = new AuditParticipant("Belfry", IsRequestor: false)
            {
                AETitle = origin.CalledAETitle.Value.Length == 0 ? null : origin.CalledAETitle.Value,
                Role = AuditCode.Destination,
            };
            return new AuditEvent(AuditCode.InstancesTransferred, AuditAction.Create, AuditOutcome.Success)
            {
                Participants = [sender, own],
                Objects = [AuditObject.Study(study, Instances), AuditObject.Patient(patient)],
            };
        }
    }
}
