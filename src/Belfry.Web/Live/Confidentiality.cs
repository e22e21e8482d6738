using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>
/// Which attributes of queries and answers may be seen by those who may not see patient data. These are named, not the others: PS3.15 Table E.1-1
/// lists several hundred attributes to protect, private ones and free text may hold anything, and a key nobody thought of stays hidden.
/// </summary>
internal static class Confidentiality
{
    private static readonly HashSet<DicomTag> _harmless =
    [
        Tags.SpecificCharacterSet,
        Tags.TimezoneOffsetFromUTC,
        Tags.QueryRetrieveLevel,
        Tags.QueryRetrieveView,
        Tags.RetrieveAETitle,
        Tags.InstanceAvailability,
        Tags.Modality,
        Tags.ModalitiesInStudy,
        Tags.SOPClassUID,
        Tags.SOPClassesInStudy,
        Tags.ReferencedSOPClassUID,
        Tags.ScheduledStationAETitle,
        Tags.ScheduledProcedureStepStatus,
        Tags.NumberOfPatientRelatedStudies,
        Tags.NumberOfPatientRelatedSeries,
        Tags.NumberOfPatientRelatedInstances,
        Tags.NumberOfStudyRelatedSeries,
        Tags.NumberOfStudyRelatedInstances,
        Tags.NumberOfSeriesRelatedInstances,
        Tags.SeriesNumber,
        Tags.InstanceNumber,
        Tags.Rows,
        Tags.Columns,
        Tags.BitsAllocated,
        Tags.NumberOfFrames,
        Tags.FailureReason,
    ];

    /// <summary>True when the value may be shown to everybody. Of command sets all may but the UIDs of instances.</summary>
    public static bool IsHarmless(DicomTag tag) => tag.Group == 0 ? tag.Element is not (0x1000 or 0x1001) : _harmless.Contains(tag);
}
