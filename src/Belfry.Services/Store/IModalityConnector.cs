using Belfry.Network;

namespace Belfry.Services;

/// <summary>Makes associations with modalities. Thread-safe.</summary>
public interface IModalityConnector
{
    /// <summary>Connects and negotiates.</summary>
    /// <param name="modality">Whom to call, and how long to wait.</param>
    /// <param name="request">What to ask for.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="AssociationException">No connection, no answer, a refusal.</exception>
    ValueTask<Association> ConnectAsync(RemoteModality modality, AssociationRequest request, CancellationToken cancellation);
}
