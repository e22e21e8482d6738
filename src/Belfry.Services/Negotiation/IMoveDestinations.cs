using Belfry.Dicom;

namespace Belfry.Services;

/// <summary>
/// Where instances may be sent: what a Move Destination (0000,0600) stands for. An association asks the one that it finds in its state
/// (<see cref="Belfry.Network.Association.State"/>). Immutable.
/// </summary>
public interface IMoveDestinations
{
    /// <summary>The AE title that the server gives itself when it calls a destination that knows it by no other.</summary>
    AETitle LocalAETitle { get; }

    /// <summary>The modality of an AE title, the first by name of several; null when there is none: A801H.</summary>
    RemoteModality? FindDestination(AETitle title);
}
