using Belfry.Dicom;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>The Move Destination of one C-MOVE: an association is made with the first instance.</summary>
internal sealed class MoveTarget(
    RemoteModality? modality, AETitle local, MoveOriginator originator, IModalityConnector connector, StoreScuOptions options, ILogger logger)
    : ISuboperationTarget
{
    private readonly StoreScu? _scu = modality is null ? null : new StoreScu(modality, local, connector, options, logger);

    public void Expect(IReadOnlyCollection<InstanceKind> kinds) => _scu?.Expect(kinds);

    public async ValueTask<StoreResult> StoreAsync(InstanceSource instance, Stream? opened, CancellationToken cancellation)
    {
        if (_scu is not null)
            return await _scu.StoreAtOnceAsync(instance, originator, opened, cancellation).ConfigureAwait(false);
        if (opened is not null)
            await opened.DisposeAsync().ConfigureAwait(false);
        return new StoreResult(RetrieveStatus.MoveDestinationUnknown, "The Move Destination is not known", new NotSupportedException("No address"));
    }

    public ValueTask CompleteAsync() => _scu?.ReleaseAsync() ?? ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _scu?.DisposeAsync() ?? ValueTask.CompletedTask;
}
