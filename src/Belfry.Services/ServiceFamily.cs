using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>
/// Where requests for SOP classes go that are told by a rule instead of a list, such as all that store. A <see cref="ServiceRoute"/> for one
/// of them goes before. Of transfer syntaxes, the first proposed that is accepted is taken: the requestor knows best what it has.
/// </summary>
/// <param name="Contains">The abstract syntaxes. Asked for each context and request, on any thread.</param>
/// <param name="AcceptsTransferSyntax">The transfer syntaxes.</param>
/// <param name="Command">The requests that the service performs; others get 0211H.</param>
/// <param name="Kind">The permission that they need.</param>
/// <param name="Service">Who performs them.</param>
public sealed record ServiceFamily(
    Func<DicomUid, bool> Contains, Func<DicomUid, bool> AcceptsTransferSyntax, CommandField Command, ServiceKind Kind, IDimseService Service)
{
    /// <summary>Only for this called AE title; null serves all.</summary>
    public AETitle? CalledAETitle { get; init; }

    /// <summary>C-STORE of composite instances.</summary>
    public static ServiceFamily Storage(StoreProvider provider, StorageAcceptance acceptance)
    {
        ArgumentNullException.ThrowIfNull(acceptance);
        return new ServiceFamily(acceptance.AcceptsSopClass, acceptance.AcceptsTransferSyntax, CommandField.CStoreRequest, ServiceKind.Store, provider);
    }
}
