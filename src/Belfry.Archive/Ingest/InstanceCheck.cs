using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>What an instance must have to be stored: identifiers that are UIDs and those of the command, and a Patient ID that the index keeps (PS3.4 §B.2.3).</summary>
internal static class InstanceCheck
{
    /// <exception cref="DimseStatusException">A900H, with the offending element.</exception>
    public static void Check(DicomDataSet header, DicomUid sopClass, DicomUid sopInstance)
    {
        Match(header, Tags.SOPClassUID, "SOP Class UID", sopClass);
        Match(header, Tags.SOPInstanceUID, "SOP Instance UID", sopInstance);
        Need(header, Tags.StudyInstanceUID, "Study Instance UID");
        Need(header, Tags.SeriesInstanceUID, "Series Instance UID");
        InstanceIdentity.CheckPatientId(header);
    }

    private static void Match(DicomDataSet header, DicomTag tag, string name, DicomUid expected)
    {
        if (Need(header, tag, name) != expected)
            throw StoreFaults.Differs(tag, name);
    }

    private static DicomUid Need(DicomDataSet header, DicomTag tag, string name)
    {
        var uid = header.GetUid(tag) ?? throw StoreFaults.Absent(tag, name);
        return uid.IsTolerable ? uid : throw StoreFaults.Invalid(tag, name);
    }
}
