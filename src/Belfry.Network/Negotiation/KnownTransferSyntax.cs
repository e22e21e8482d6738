using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Finds transfer syntaxes; the two that nearly every context has without a lookup.</summary>
internal static class KnownTransferSyntax
{
    public static TransferSyntax? Find(DicomUid uid)
    {
        if (uid == TransferSyntax.ImplicitVRLittleEndian.Uid)
            return TransferSyntax.ImplicitVRLittleEndian;
        return uid == TransferSyntax.ExplicitVRLittleEndian.Uid ? TransferSyntax.ExplicitVRLittleEndian : TransferSyntax.Find(uid);
    }
}
