using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.Services;

/// <summary>
/// The presentation contexts of a C-GET. An archive may answer each context with one transfer syntax, so compressed ones get contexts of their own
/// beside the uncompressed: what is stored in different forms comes all the same. An association has 128. Pure.
/// </summary>
public static class GetContexts
{
    private const int Most = 128;

    private static readonly DicomUid[] _uncompressed = [Uids.ExplicitVRLittleEndian, Uids.ImplicitVRLittleEndian];

    // Those that archives keep most often.
    private static readonly DicomUid[] _compressed =
    [
        Uids.JPEGLosslessSV1, Uids.JPEG2000Lossless, Uids.JPEGLSLossless, Uids.JPEGBaseline8Bit, Uids.RLELossless, Uids.JPEG2000,
    ];

    private static readonly DicomUid[] _frequent =
    [
        Uids.CTImageStorage, Uids.MRImageStorage, Uids.UltrasoundImageStorage, Uids.UltrasoundMultiFrameImageStorage,
        Uids.ComputedRadiographyImageStorage, Uids.DigitalXRayImageStorageForPresentation, Uids.DigitalMammographyXRayImageStorageForPresentation,
        Uids.XRayAngiographicImageStorage, Uids.SecondaryCaptureImageStorage,
    ];

    /// <summary>Plans the contexts.</summary>
    /// <param name="needed">SOP classes of queries and retrieves.</param>
    /// <param name="asked">SOP classes of instances that are asked for by name: they get contexts in every form.</param>
    /// <param name="preferred">Transfer syntaxes that are asked for by name: uncompressed ones come first, compressed ones take the place of the usual ones.</param>
    public static IReadOnlyList<ProposedPresentationContext> Plan(
        IReadOnlyList<DicomUid> needed, IReadOnlyList<DicomUid> asked, IReadOnlyList<DicomUid> preferred)
    {
        ArgumentNullException.ThrowIfNull(needed);
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(preferred);
        DicomUid[] plain = [.. preferred.Where(_uncompressed.Contains).Concat(_uncompressed).Distinct()];
        DicomUid[] own = [.. preferred.Except(_uncompressed)];
        var compressed = own.Length > 0 ? own : _compressed;
        IEnumerable<(DicomUid SopClass, DicomUid[] TransferSyntaxes)> all =
        [
            .. needed.Select(sopClass => (sopClass, _uncompressed)),
            .. asked.SelectMany(EachForm),
            .. _frequent.Except(asked).SelectMany(EachForm),
            .. own.Length > 0 ? Usual().Except(asked).Except(_frequent).SelectMany(EachForm) : Usual().Except(asked).Except(_frequent).Select(sopClass => (sopClass, plain)),
        ];
        return [.. all.Take(Most).Select(static (context, i) => new ProposedPresentationContext((byte)((2 * i) + 1), context.SopClass, context.TransferSyntaxes))];

        IEnumerable<(DicomUid, DicomUid[])> EachForm(DicomUid sopClass) =>
            [(sopClass, plain), .. compressed.Select(transferSyntax => (sopClass, new[] { transferSyntax }))];
    }

    /// <summary>The roles to propose with the contexts: instances come from the peer (PS3.4 §C.5.3.1.1).</summary>
    /// <param name="contexts">The contexts.</param>
    /// <param name="needed">SOP classes of queries and retrieves, which keep their roles.</param>
    public static IReadOnlyList<RoleSelection> Roles(IReadOnlyList<ProposedPresentationContext> contexts, IReadOnlyList<DicomUid> needed)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentNullException.ThrowIfNull(needed);
        return [.. contexts.Select(static context => context.AbstractSyntax).Except(needed).Select(static uid => new RoleSelection(uid, Scu: false, Scp: true))];
    }

    /// <summary>The storage SOP classes of medicine; those in use before the retired ones.</summary>
    private static IEnumerable<DicomUid> Usual() =>
        StorageSopClass.All().Select(static sopClass => sopClass.Uid).OrderBy(static uid => UidDictionary.Find(uid) is null or { IsRetired: true });
}
