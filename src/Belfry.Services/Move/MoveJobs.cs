using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// C-MOVE as a job (<c>SynchronousCMove</c> false), put together: the service that takes requests and answers them as soon as their job is
/// durable, and the kind of job that sends the instances. The job engine is made with <see cref="JobKind"/> and then given to <see cref="CreateProvider"/>.
/// </summary>
public sealed class MoveJobs
{
    private readonly IRetrieveHandler _handler;
    private readonly Func<DicomPermissions> _permissions;
    private readonly MoveJobOptions _options;
    private readonly Func<RetrieveQuery, CancellationToken, ValueTask<IReadOnlyList<string>>>? _parents;

    /// <param name="sources">Who says which instances are meant. It is asked again in each attempt, and must not perform sub-operations of its own.</param>
    /// <param name="permissions">Gives the modalities that are known now.</param>
    /// <param name="connector">Makes associations with destinations.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="clock">Time.</param>
    /// <param name="logger">Where it logs.</param>
    /// <param name="parents">Gives the identifiers of the resources that a request names, to be shown; null for nobody knows.</param>
    public MoveJobs(
        RetrieveSources sources,
        Func<DicomPermissions> permissions,
        IModalityConnector connector,
        MoveJobOptions options,
        TimeProvider clock,
        ILogger logger,
        Func<RetrieveQuery, CancellationToken, ValueTask<IReadOnlyList<string>>>? parents = null)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        _handler = sources.Handler;
        _permissions = permissions;
        _options = options;
        _parents = parents;
        JobKind = new JobKind(MoveJobWorker.KindName, new MoveJobWorker(sources, permissions, connector, options, clock, logger))
        {
            Concurrency = options.Concurrency,
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
        return new MoveJobProvider(_handler, jobs, _options.Retrieve, _parents);
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
        var parents = _parents is null ? null : await _parents(query, cancellation).ConfigureAwait(false);
        var job = new NewJob
        {
            Kind = MoveJobWorker.KindName,
            Arguments = task.ToBytes(),
            Content = task.ToContent(local, count: 0, failed: 0, parents),
        };
        return (await jobs.SubmitAsync(job, cancellation).ConfigureAwait(false)).Job.Id;
    }
}
