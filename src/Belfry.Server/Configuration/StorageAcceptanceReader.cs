using Belfry.Dicom;
using Belfry.Services;

namespace Belfry.Server.Configuration;

/// <summary>Reads which instances are taken: the list of transfer syntaxes, or the older switches when it is absent.</summary>
internal static class StorageAcceptanceReader
{
    private static readonly (string Key, string[] Families)[] _switches =
    [
        ("DeflatedTransferSyntaxAccepted", ["deflate (whole data set, RFC 1951)"]),
        ("JpegTransferSyntaxAccepted", ["JPEG"]),
        ("Jpeg2000TransferSyntaxAccepted", ["JPEG 2000", "HTJ2K"]),
        ("JpegLosslessTransferSyntaxAccepted", ["JPEG-LS"]),
        ("JpipTransferSyntaxAccepted", ["JPIP reference", "JPIP reference HTJ2K"]),
        ("Mpeg2TransferSyntaxAccepted", ["MPEG-2 video"]),
        ("RleTransferSyntaxAccepted", ["RLE"]),
        ("Mpeg4TransferSyntaxAccepted", ["H.264 video"]),
        ("H265TransferSyntaxAccepted", ["H.265 video"]),
    ];

    public static StorageAcceptance Read(ConfigurationSection top)
    {
        var rejected = new HashSet<DicomUid>();
        foreach (var (key, families) in _switches)
        {
            if (!top.Boolean(key, true))
                rejected.UnionWith(TransferSyntax.All.Where(syntax => families.Contains(syntax.Family)).Select(syntax => syntax.Uid));
        }

        var acceptance = StorageAcceptance.Default with
        {
            UnknownSopClasses = top.Boolean("UnknownSopClassAccepted", false),
            AcceptedSopClasses = top.Texts("AcceptedSopClasses"),
            RejectedSopClasses = top.Texts("RejectedSopClasses"),
        };
        var listed = top.Texts("AcceptedTransferSyntaxes");
        return top.Has("AcceptedTransferSyntaxes")
            ? acceptance with { TransferSyntaxes = listed }
            : acceptance with { RejectedTransferSyntaxes = rejected };
    }
}
