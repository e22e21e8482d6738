using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// C-MOVE as SCP (PS3.7 §9.3.4, PS3.4 §C.4.2): sends the instances that the handler yields to the Move Destination by an association of its own,
/// goes on after a failure, and tells the counters meanwhile. One object serves all associations; any number of retrieves run at once.
/// </summary>
public sealed class MoveProvider : RetrieveProvider
{
    private readonly IModalityConnector _connector;

    /// <param name="sources">Who says which instances are meant.</param>
    /// <param name="connector">Makes the associations with destinations.</param>
    /// <param name="options">Limits and choices.</param>
    /// <param name="logger">Told of what fails.</param>
    /// <param name="clock">Time of pending responses.</param>
    public MoveProvider(RetrieveSources sources, IModalityConnector connector, RetrieveOptions options, ILogger logger, TimeProvider clock)
        : base(sources, options, logger, clock)
    {
        ArgumentNullException.ThrowIfNull(connector);
        _connector = connector;
    }

    private protected override ISuboperationTarget Open(DimseOperation operation, out AETitle? destination)
    {
        var association = operation.Association;
        var title = ((CMoveRequest)operation.Request).MoveDestination;
        var destinations = MoveDestinations.Of(association);
        var modality = title.IsEmpty ? null : destinations?.FindDestination(title);
        if (modality is null && (title.IsEmpty || !TakesAnyDestination))
            throw new DimseStatusException(RetrieveStatus.MoveDestinationUnknown, "The Move Destination is not known");
        destination = title;
        var originator = new MoveOriginator(association.CallingAETitle, operation.Request.MessageId);
        return new MoveTarget(modality, destinations?.LocalAETitle ?? association.CalledAETitle, originator, _connector, Options.Store, Logger);
    }
}
