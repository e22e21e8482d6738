using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>Where requests for a SOP class go.</summary>
/// <param name="SopClass">The abstract syntax.</param>
/// <param name="Command">The requests that the service performs; others get 0211H.</param>
/// <param name="Kind">The permission that they need.</param>
/// <param name="Service">Who performs them.</param>
public sealed record ServiceRoute(DicomUid SopClass, CommandField Command, ServiceKind Kind, IDimseService Service)
{
    /// <summary>Only for this called AE title; null serves all that have no route of their own.</summary>
    public AETitle? CalledAETitle { get; init; }

    /// <summary>
    /// Transfer syntaxes of the contexts, best first: the one nearest to the front that the requestor proposes is taken. Default:
    /// Explicit VR Little Endian, Explicit VR Big Endian, Implicit VR Little Endian.
    /// </summary>
    public IReadOnlyList<DicomUid> TransferSyntaxes { get; init; } =
        [Uids.ExplicitVRLittleEndian, Uids.ExplicitVRBigEndian, Uids.ImplicitVRLittleEndian];

    /// <summary>Verification, for all.</summary>
    public static ServiceRoute Verification { get; } =
        new(Uids.Verification, CommandField.CEchoRequest, ServiceKind.Echo, VerificationProvider.Instance);

    /// <summary>Modality Worklist.</summary>
    public static ServiceRoute Worklist(FindProvider provider) =>
        new(Uids.ModalityWorklistInformationModelFind, CommandField.CFindRequest, ServiceKind.FindWorklist, provider);
}
