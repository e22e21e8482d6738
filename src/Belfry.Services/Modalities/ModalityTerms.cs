using Microsoft.Extensions.Logging;

namespace Belfry.Services;

/// <summary>What all requests of plugins to modalities have in common.</summary>
/// <param name="Connector">Makes the associations.</param>
/// <param name="Options">Time-outs, and whether instances are converted.</param>
/// <param name="Clock">Time of what is waited for.</param>
/// <param name="Logger">Told of requests that fail.</param>
internal sealed record ModalityTerms(IModalityConnector Connector, StoreScuOptions Options, TimeProvider Clock, ILogger Logger)
{
    /// <summary>
    /// Longest wait for a response of C-GET and C-MOVE where the modality has no time of its own. Peers that send no pending responses say nothing
    /// until all instances have gone; 10 min: the longest series at a slow destination, and still an end.
    /// </summary>
    public static TimeSpan RetrieveTimeout { get; } = TimeSpan.FromMinutes(10);
}
