using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// What C-MOVE and C-GET as SCP have in common (PS3.4 §C.4.2, §C.4.3): reads the identifier, checks its level, and lets a
/// <see cref="RetrieveRun"/> perform what the handler yields.
/// </summary>
public abstract class RetrieveProvider : IDimseService
{
    private readonly RetrieveSources _sources;

    private protected RetrieveProvider(RetrieveSources sources, RetrieveOptions options, ILogger logger, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(clock);
        _sources = ReferenceEquals(sources.BuiltIn, sources.Handler) ? sources with { BuiltIn = null } : sources;
        Options = options;
        Logger = logger;
        Clock = clock;
    }

    internal IInstanceStore? Store => _sources.Instances;

    internal RetrieveOptions Options { get; }

    internal ILogger Logger { get; }

    internal TimeProvider Clock { get; }

    internal bool TakesAnyDestination => _sources.Handler.TakesAnyDestination;

    /// <inheritdoc/>
    public async ValueTask HandleAsync(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var query = await RetrieveIdentifier.ReadAsync(operation, Options.MaxIdentifierLength, _sources.Handler.TakesAnyLevel).ConfigureAwait(false);
        var target = Open(operation, out var destination);
        await using (target.ConfigureAwait(false))
        {
            var request = new RetrieveRequest(query, ConnectionFacts.Of(operation.Association))
            {
                MoveDestination = destination,
                MessageId = operation.Request.MessageId,
                BuiltIn = _sources.BuiltIn,
            };
            var run = new RetrieveRun(this, operation, request, target);
            await using (run.ConfigureAwait(false))
                await run.RunAsync(_sources.Handler).ConfigureAwait(false);
        }
    }

    /// <summary>Where the instances go.</summary>
    /// <exception cref="DimseStatusException">A801H.</exception>
    private protected abstract ISuboperationTarget Open(DimseOperation operation, out AETitle? destination);
}
