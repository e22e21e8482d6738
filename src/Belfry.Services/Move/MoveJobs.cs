using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// Jobs that send instances, put together: the kind of job, what submits it, and the service of C-MOVE as such a job (<c>SynchronousCMove</c> false), which
/// answers requests as soon as their job is durable. The job engine is made with <see cref="JobKind"/> and then given to <see cref="CreateProvider"/>.
/// </summary>
public sealed class MoveJobs
{
    private readonly Func<DicomPermissions> _permissions;
    private readonly MoveJobOptions _options;
    private readonly MoveJobSources _sources;

    /// <param name="sources">Who says which instances are meant. It is asked again in each attempt, and must not perform sub-operations of its own.</param>
    /// <param name="permissions">Gives the modalities that are known now.</param>
    /// <param name="connector">Makes associations with destinations.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="clock">Time.</param>
    /// <param name="logger">Where it logs.</param>
    public MoveJobs(
        MoveJobSources sources,
        Func<DicomPermissions> permissions,
        IModalityConnector connector,
        MoveJobOptions options,
        TimeProvider clock,
        ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        _sources = sources;
        _permissions = permissions;
        _options = options;
        JobKind = new JobKind(MoveJobWorker.KindName, new MoveJobWorker(sources, permissions, connector, options, clock, logger))
        {
            Concurrency = options.Concurrency,
            LaneConcurrency = Math.Max(1, options.Concurrency / 2),
            Retry = options.Retry,
        };
    }

    /// <summary>The jobs that send instances.</summary>
    public JobKind JobKind { get; }

    /// <summary>The service of C-MOVE.</summary>
    /// <param name="jobs">An engine that has <see cref="JobKind"/>.</param>
    public IDimseService CreateProvider(JobEngine jobs)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return new MoveJobProvider(_sources.Retrieve.Handler, jobs, _options.Retrieve, _sources.Parents);
    }

    /// <summary>Has instances sent that nobody asked for by C-MOVE.</summary>
    /// <param name="jobs">An engine that has <see cref="JobKind"/>.</param>
    /// <param name="query">Which instances.</param>
    /// <param name="destination">The AE title of a modality.</param>
    /// <param name="cancellation">Gives up before it is durable.</param>
    /// <returns>The job.</returns>
    public async ValueTask<Guid> SubmitAsync(JobEngine jobs, RetrieveQuery query, AETitle destination, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(query);
        if (destination.IsEmpty)
            throw new ArgumentException("There is no destination.", nameof(destination));
        var task = new MoveTask(query, destination, new DicomConnection(default, default, null, 0), 0);
        var known = _permissions();
        var local = known.FindDestination(destination) is { LocalAETitle: { IsEmpty: false } own } ? own : known.LocalAETitle;
        var parents = _sources.Parents is null ? null : await _sources.Parents(query, cancellation).ConfigureAwait(false);
        var job = new NewJob
        {
            Kind = MoveJobWorker.KindName,
            Lane = destination.Value,
            Arguments = task.ToBytes(),
            Content = task.ToContent(local, count: 0, failed: 0, parents),
        };
        return (await jobs.SubmitAsync(job, cancellation).ConfigureAwait(false)).Job.Id;
    }

    /// <summary>Has resources of the archive sent to a modality.</summary>
    /// <param name="jobs">An engine that has <see cref="JobKind"/>.</param>
    /// <param name="order">What, and to whom.</param>
    /// <param name="job">Priority and user data of the job.</param>
    /// <param name="cancellation">Gives up before it is durable.</param>
    /// <returns>The job; null when there is no such modality.</returns>
    public async ValueTask<Job?> SubmitAsync(JobEngine jobs, SendOrder order, JobTerms job, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(job);
        var known = _permissions();
        if (order.Modality.Find(known) is not { } modality)
            return null;
        var (instances, _) = await _sources.Resources(order.Resources, cancellation).ConfigureAwait(false);
        var local = modality.LocalAETitle.IsEmpty ? known.LocalAETitle : modality.LocalAETitle;
        var submitted = job.Create(MoveJobWorker.KindName, modality.AETitle.Value, order.ToBytes(), order.ToContent(modality, local, instances.Count));
        return (await jobs.SubmitAsync(submitted, cancellation).ConfigureAwait(false)).Job;
    }
}
