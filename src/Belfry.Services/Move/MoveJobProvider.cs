using Belfry.Dicom;
using Belfry.Jobs;
using Belfry.Network;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// C-MOVE as SCP that answers at once: checks the request and asks how many instances it means, makes a durable job of it, and answers then. What the
/// job does is the affair of <see cref="MoveJobWorker"/>. One object serves all associations.
/// </summary>
internal sealed class MoveJobProvider(
    IRetrieveHandler handler,
    JobEngine jobs,
    RetrieveOptions options,
    Func<RetrieveQuery, CancellationToken, ValueTask<IReadOnlyList<string>>>? parents) : IDimseService
{
    /// <inheritdoc/>
    public async ValueTask HandleAsync(DimseOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var query = await RetrieveIdentifier.ReadAsync(operation, options.MaxIdentifierLength, takesAnyLevel: false).ConfigureAwait(false);
        var association = operation.Association;
        var request = (CMoveRequest)operation.Request;
        var destinations = MoveDestinations.Of(association);
        if (request.MoveDestination.IsEmpty || destinations?.FindDestination(request.MoveDestination) is not { } modality)
            throw new DimseStatusException(RetrieveStatus.MoveDestinationUnknown, "The Move Destination is not known");
        var connection = ConnectionFacts.Of(association);
        var task = new MoveTask(query, request.MoveDestination, connection, request.MessageId);

        // What matches nothing needs no job, and what is no proper request is told at once.
        var count = await CountAsync(new RetrieveRequest(query, connection), operation.Cancellation).ConfigureAwait(false);
        if (count == 0)
        {
            await operation.RespondAsync(new SuboperationCounts().CreateResponse(operation.Request, DimseStatus.Success)).ConfigureAwait(false);
            return;
        }

        var resources = parents is null ? null : await parents(query, operation.Cancellation).ConfigureAwait(false);
        var local = modality.LocalAETitle.IsEmpty ? destinations.LocalAETitle : modality.LocalAETitle;
        var job = new NewJob
        {
            Kind = MoveJobWorker.KindName,
            Lane = request.MoveDestination.Value,
            Arguments = task.ToBytes(),
            Content = task.ToContent(local, count, failed: 0, resources),
        };
        await jobs.SubmitAsync(job, operation.Cancellation).ConfigureAwait(false);

        // Without counters: nothing is counted yet.
        await operation.RespondAsync(operation.Request.CreateResponse(DimseStatus.Success)).ConfigureAwait(false);
    }

    private async ValueTask<int> CountAsync(RetrieveRequest request, CancellationToken cancellation)
    {
        await foreach (var _ in handler.RetrieveAsync(request, cancellation).ConfigureAwait(false))
            return request.SuboperationCount ?? 1;
        return 0;
    }
}
