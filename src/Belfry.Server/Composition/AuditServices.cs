using Belfry.Archive;
using Belfry.Audit;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Server.Configuration;
using Belfry.Services;
using Belfry.Web;

namespace Belfry.Server.Composition;

/// <summary>The audit trail of a server, and those who tell it.</summary>
internal sealed class AuditServices : IAsyncDisposable
{
    private readonly AuditTrail _trail;
    private JobAuditor? _jobs;

    private AuditServices(AuditTrail trail, TimeProvider clock)
    {
        _trail = trail;
        Archive = new ArchiveAuditor(trail, clock);
        Associations = new AssociationAuditor(trail);
        TellOf(AuditCode.ApplicationStart);
    }

    /// <summary>Takes events.</summary>
    public IAuditTrail Trail => _trail;

    /// <summary>Tells of what is stored and deleted.</summary>
    public ArchiveAuditor Archive { get; }

    /// <summary>Tells of what peers ask.</summary>
    public IAssociationObserver Associations { get; }

    /// <summary>Begins the trail; null when there is none.</summary>
    /// <exception cref="ServerStartException">Certificates for it cannot be used.</exception>
    public static AuditServices? Create(ServerConfiguration configuration, ILoggerFactory loggers, TimeProvider clock)
    {
        if (configuration.Audit is not { } settings)
            return null;
        List<IAuditSink> sinks = [];
        if (settings.File is { } file)
            sinks.Add(new FileAuditSink(file));
        if (settings.Syslog is { } syslog)
        {
            var tls = settings.SyslogTls is { } files ? TlsCertificates.Load(files, loggers.CreateLogger("Belfry.Audit"), clock) : null;
            sinks.Add(new SyslogAuditSink(syslog, Environment.MachineName, Environment.ProcessId, tls is null ? null : () => tls.Current));
        }

        var name = configuration.Name.Length == 0 ? configuration.Permissions.LocalAETitle.Value : configuration.Name;
        return new AuditServices(new AuditTrail(name, sinks, loggers.CreateLogger("Belfry.Audit"), clock), clock);
    }

    /// <summary>Has told what jobs send and retrieve. Before the engine starts.</summary>
    public void Watch(JobEngine jobs, MoveJobs? moves, PeerJobs? peers, RetrieveJobs retrieves, DicomArchive? archive)
    {
        var kinds = retrieves.Kinds.ToDictionary(static kind => kind.Name, static _ => JobTransfer.FromModality);
        if (moves is not null)
            kinds[moves.JobKind.Name] = JobTransfer.ToModality;
        if (peers is not null)
            kinds[peers.JobKind.Name] = JobTransfer.ToPeer;
        _jobs = new JobAuditor(_trail, jobs, kinds, resource => archive is null ? new([]) : AuditedResource.FindAsync(archive.Browser, resource));
    }

    /// <summary>Tells of the jobs that are over, while the archive is still there.</summary>
    public ValueTask EndJobsAsync() => _jobs?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Tells of what is left, and of the end.</summary>
    public async ValueTask DisposeAsync()
    {
        Archive.Dispose();
        TellOf(AuditCode.ApplicationStop);
        await _trail.DisposeAsync();
    }

    private void TellOf(AuditCode type) => _trail.Record(new AuditEvent(AuditCode.ApplicationActivity, AuditAction.Execute, AuditOutcome.Success)
    {
        Type = type,
        Participants = [new AuditParticipant("Belfry", IsRequestor: false) { Role = AuditCode.Application }],
    });
}
