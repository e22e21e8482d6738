using Belfry.Dicom;
using Belfry.Network;
using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>
/// C-GET as SCP (PS3.7 §9.3.3, PS3.4 §C.4.3): sends the instances that the handler yields back by the association of the request, in the
/// presentation contexts in which the peer took the role of SCP. One object serves all associations.
/// </summary>
public sealed class GetProvider : RetrieveProvider
{
    /// <param name="sources">Who says which instances are meant.</param>
    /// <param name="options">Limits and choices.</param>
    /// <param name="logger">Told of what fails.</param>
    /// <param name="clock">Time of pending responses.</param>
    public GetProvider(RetrieveSources sources, RetrieveOptions options, ILogger logger, TimeProvider clock)
        : base(sources, options, logger, clock)
    {
    }

    private protected override ISuboperationTarget Open(DimseOperation operation, out AETitle? destination)
    {
        destination = null;
        return new GetTarget(operation.Association, Options.Store, Logger);
    }
}
