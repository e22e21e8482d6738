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

    /// <param name="handler">Says which instances are meant.</param>
    /// <param name="builtIn">The server's own handler, for handlers that hand requests on to it; null for none.</param>
    /// <param name="store">Finds the instances of <see cref="Suboperation.SendStored"/>; null for none.</param>
    /// <param name="connector">Makes the associations with destinations.</param>
    /// <param name="options">Limits and choices.</param>
    /// <param name="logger">Told of what fails.</param>
    /// <param name="clock">Time of pending responses.</param>
    public MoveProvider(
        IRetrieveHandler handler, IRetrieveHandler? builtIn, IInstanceStore? store, IModalityConnector connector, RetrieveOptions options,
        ILogger logger, TimeProvider clock)
        : base(handler, builtIn, store, options, logger, clock)
    {
        ArgumentNullException.ThrowIfNull(connector);
        _connector = connector;
    }

    private protected override ISuboperationTarget Open(DimseOperation operation, out AETitle? destination)
    {
        var association = operation.Association;
        var title = ((CMoveRequest)operation.Request).MoveDestination;
        var destinations = association.State switch
        {
            ServiceRoutes routes => routes.Permissions,
            IMoveDestinations own => own,
            _ => null,
        };
        var modality = title.IsEmpty ? null : destinations?.FindDestination(title);
        if (modality is null && (title.IsEmpty || !TakesAnyDestination))
            throw new DimseStatusException(RetrieveStatus.MoveDestinationUnknown, "The Move Destination is not known");
        destination = title;
        var originator = new MoveOriginator(association.CallingAETitle, operation.Request.MessageId);
        return new MoveTarget(modality, destinations?.LocalAETitle ?? association.CalledAETitle, originator, _connector, Options.Store, Logger);
    }
}
