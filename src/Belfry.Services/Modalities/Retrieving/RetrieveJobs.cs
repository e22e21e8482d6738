using Belfry.Jobs;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>Jobs that retrieve from modalities, put together: C-MOVE and C-GET as SCU. The job engine is made with <see cref="Kinds"/>.</summary>
public sealed class RetrieveJobs
{
    // Peers of different speed do not hold each other up; each job is one association.
    private const int Concurrency = 4;

    private readonly Func<DicomPermissions> _permissions;
    private readonly ModalityDirectory _modalities;

    /// <param name="permissions">Gives the modalities that are known now.</param>
    /// <param name="modalities">Asks them.</param>
    /// <param name="store">Keeps what comes by C-GET; null when nothing is kept.</param>
    /// <param name="logger">Told of instances that are not kept.</param>
    public RetrieveJobs(Func<DicomPermissions> permissions, ModalityDirectory modalities, StoreRetrieved? store, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(permissions);
        ArgumentNullException.ThrowIfNull(modalities);
        _permissions = permissions;
        _modalities = modalities;
        CanGet = store is not null;
        var worker = new RetrieveWorker(permissions, modalities, store, logger);
        Kinds = [.. Enum.GetValues<RetrieveMethod>().Select(method => KindOf(method, worker))];
    }

    /// <summary>The kinds of job: <c>DicomMoveScu</c> and <c>DicomGetScu</c>.</summary>
    public IReadOnlyList<JobKind> Kinds { get; }

    /// <summary>True when what comes by C-GET is kept.</summary>
    public bool CanGet { get; }

    /// <summary>Has entities retrieved.</summary>
    /// <param name="jobs">An engine that has <see cref="Kinds"/>.</param>
    /// <param name="order">What, and from whom.</param>
    /// <param name="job">Priority and user data of the job.</param>
    /// <param name="cancellation">Gives up before it is durable.</param>
    /// <returns>The job; null when there is no such modality.</returns>
    public async ValueTask<Job?> SubmitAsync(JobEngine jobs, RetrieveOrder order, JobTerms job, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(job);
        if (order.Modality.Find(_permissions()) is not { } remote)
            return null;
        var content = order.ToContent(remote, _modalities.Of(remote).LocalAETitle, []);
        return (await jobs.SubmitAsync(job.Create(NameOf(order.Method), remote.AETitle.Value, order.ToBytes(), content), cancellation).ConfigureAwait(false)).Job;
    }

    private static JobKind KindOf(RetrieveMethod method, RetrieveWorker worker) =>
        new(NameOf(method), worker) { Concurrency = Concurrency, LaneConcurrency = Concurrency / 2, Retry = RetryPolicy.Never };

    // As the reference server calls them.
    private static string NameOf(RetrieveMethod method) => method == RetrieveMethod.Move ? "DicomMoveScu" : "DicomGetScu";
}
