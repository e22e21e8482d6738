using Belfry.Jobs;
using Belfry.Network;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// Storage Commitment Push Model as SCP (PS3.4 Annex J), put together: the service that takes requests and the kind of job that performs them. The
/// job engine is made with <see cref="JobKind"/> and then given to <see cref="CreateProvider"/>. Disposed after the engine has stopped.
/// </summary>
public sealed class CommitmentServices : IAsyncDisposable
{
    /// <summary>The name of <see cref="JobKind"/>.</summary>
    public const string JobKindName = CommitmentWorker.KindName;

    private readonly CommitmentCallers _callers = new();
    private readonly CommitmentOptions _options;
    private readonly CommitmentWorker _worker;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    /// <param name="handlers">Who may take a transaction, in the order of asking.</param>
    /// <param name="permissions">Gives the modalities that are known now.</param>
    /// <param name="connector">Makes associations for reports.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="clock">Time.</param>
    /// <param name="logger">Where it logs.</param>
    public CommitmentServices(
        IReadOnlyList<CommitmentHandler> handlers,
        Func<DicomPermissions> permissions,
        IModalityConnector connector,
        CommitmentOptions options,
        TimeProvider clock,
        ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _clock = clock;
        _logger = logger;
        var reporter = new CommitmentReporter(permissions, connector, options, clock, logger);
        _worker = new CommitmentWorker(handlers, _callers, reporter, options, clock, logger);
        JobKind = new JobKind(CommitmentWorker.KindName, _worker)
        {
            Concurrency = options.Concurrency,

            // A handler that is slow with the instances of one modality leaves a quarter to the others.
            LaneConcurrency = options.Concurrency - (options.Concurrency / 4),
            IsCounted = false,

            // It waits until its N-ACTION is answered.
            BeginsAtOnce = true,
            Retry = options.Retry,
            TimeToLive = options.TimeToLive,
        };
    }

    /// <summary>The jobs that perform transactions.</summary>
    public JobKind JobKind { get; }

    /// <summary>The service of N-ACTION.</summary>
    /// <param name="jobs">An engine that has <see cref="JobKind"/>.</param>
    public IDimseService CreateProvider(JobEngine jobs) => new CommitmentProvider(jobs, _callers, _options, _clock, _logger);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _worker.DisposeAsync();
}
