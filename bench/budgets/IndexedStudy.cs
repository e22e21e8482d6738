using Belfry.Archive;
using Belfry.Dicom;
using Belfry.LoadBench.Items;
using Belfry.Sdk;

namespace Belfry.Budgets;

/// <summary>A study of one instance as an index is given it; its file is nowhere.</summary>
internal static class IndexedStudy
{
    /// <summary>The identifier of a study at the REST interface.</summary>
    public static ArchiveId IdOf(int study) => ArchiveId.OfStudy($"P{study}", new DicomUid(NumberedBytes.StudyUidOf(study)));

    public static NewInstance Of(int study) => new()
    {
        Header = new()
        {
            { Tags.SOPClassUID, Uids.CTImageStorage },
            { Tags.SOPInstanceUID, NumberedBytes.InstanceUidOf(study) },
            { Tags.PatientID, $"P{study}" },
            { Tags.PatientName, "Doe^Jane" },
            { Tags.StudyInstanceUID, NumberedBytes.StudyUidOf(study) },
            { Tags.SeriesInstanceUID, $"{NumberedBytes.StudyUidOf(study)}.1" },
        },
        File = new StoredFile
        {
            FileId = Guid.CreateVersion7(),
            Length = 1000,
            StoredLength = 1000,
            DataSetOffset = 300,
            SopClassUid = Uids.CTImageStorage,
            SopInstanceUid = new DicomUid(NumberedBytes.InstanceUidOf(study)),
            TransferSyntax = TransferSyntax.ExplicitVRLittleEndian,
        },
        Origin = new InstanceOrigin { Kind = InstanceOriginKind.RestApi },
        ReceivedAt = DateTimeOffset.UnixEpoch,
    };
}
