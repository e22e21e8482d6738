using Belfry.Dicom;
using Belfry.Sdk;
using CsCheck;

namespace Belfry.Services.Tests;

/// <summary>References and transfer syntaxes for properties.</summary>
internal static class CommitmentGen
{
    public static TransferSyntax[] TransferSyntaxes { get; } =
    [
        TransferSyntax.ImplicitVRLittleEndian, TransferSyntax.ExplicitVRLittleEndian, TransferSyntax.ExplicitVRBigEndian,
        TransferSyntax.DeflatedExplicitVRLittleEndian,
    ];

    public static Gen<DicomUid> Uid { get; } = Gen.UInt.Array[1, 5].Select(parts => new DicomUid("1.2." + string.Join('.', parts)));

    public static Gen<ReferencedInstance> Reference { get; } =
        Gen.Select(Gen.OneOf(Uids.CTImageStorage, Uids.MRImageStorage, new DicomUid("1.3.6.1.4.1.5962.301")), Uid, (sopClass, instance) => new ReferencedInstance(sopClass, instance));

    public static Gen<CommitmentFailureReason> Reason { get; } = Gen.OneOf(
        Gen.OneOf(Enum.GetValues<CommitmentFailureReason>()), Gen.Int[1, ushort.MaxValue].Select(code => (CommitmentFailureReason)code));

    public static ReferencedInstance[] References(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new ReferencedInstance(Uids.CTImageStorage, new DicomUid($"1.2.826.0.1.3680043.10.543.9999999999.{i}")))];
}
