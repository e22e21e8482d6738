using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>Verification as SCU (PS3.4 Annex A).</summary>
public static class VerificationScu
{
    /// <summary>The abstract syntax to propose, 1.2.840.10008.1.1.</summary>
    public static DicomUid SopClass => Uids.Verification;

    /// <summary>Sends one C-ECHO and gives the status of the answer.</summary>
    /// <param name="association">An association with an accepted context for <see cref="SopClass"/>.</param>
    /// <param name="cancellation">Gives up; the association is then no longer of use.</param>
    /// <exception cref="ArgumentException">No context was accepted.</exception>
    /// <exception cref="AssociationException">The association ended before the answer.</exception>
    public static async ValueTask<DimseStatus> EchoAsync(Association association, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(association);
        var status = GeneralStatus.ProcessingFailure;
        await foreach (var reply in association.InvokeAsync(new CEchoRequest(SopClass), null, cancellation).ConfigureAwait(false))
            status = reply.Status;
        return status;
    }
}
