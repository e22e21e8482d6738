using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>Takes instances (PS3.4 Annex B). One handler serves a called AE title; many instances come at once.</summary>
public interface IStoreHandler
{
    /// <summary>
    /// Takes one instance: reads its body and keeps it, or passes it on. The peer is answered when this returns, so return only when nothing can
    /// be lost any more.
    /// </summary>
    /// <param name="request">The instance and where it comes from.</param>
    /// <param name="cancellation">Cancelled when the association ends and when the server stops.</param>
    /// <returns>
    /// Success, or a warning of PS3.4 table B.2-1 (B000H, B006H, B007H). <see cref="DimseStatusException"/> sends its own status, any other
    /// exception C000H; an <see cref="IOException"/> of a full disk A700H.
    /// </returns>
    ValueTask<DimseStatus> StoreAsync(StoreRequest request, CancellationToken cancellation);
}
