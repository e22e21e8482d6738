using Belfry.Dicom;
using Belfry.Network;
using Belfry.Sdk;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// C-GET as SCP (PS3.7 §9.3.3, PS3.4 §C.4.3): sends the instances that the handler yields back by the association of the request, in the
/// presentation contexts in which the peer took the role of SCP. One object serves all associations.
/// </summary>
public sealed class GetProvider : RetrieveProvider
{
    /// <param name="handler">Says which instances are meant.</param>
    /// <param name="builtIn">The server's own handler, for handlers that hand requests on to it; null for none.</param>
    /// <param name="store">Finds the instances of <see cref="Suboperation.SendStored"/>; null for none.</param>
    /// <param name="options">Limits and choices.</param>
    /// <param name="logger">Told of what fails.</param>
    /// <param name="clock">Time of pending responses.</param>
    public GetProvider(
        IRetrieveHandler handler, IRetrieveHandler? builtIn, IInstanceStore? store, RetrieveOptions options, ILogger logger, TimeProvider clock)
        : base(handler, builtIn, store, options, logger, clock)
    {
    }

    private protected override ISuboperationTarget Open(DimseOperation operation, out AETitle? destination)
    {
        destination = null;
        return new GetTarget(operation.Association, Options.Store, Logger);
    }
}
