using System.Collections.Frozen;
using Belfry.Dicom;

namespace Belfry.Orthanc.Dicom;

/// <summary>Names of tags as plugins of the reference host know them.</summary>
internal static class TagNames
{
    // Names that the reference host keeps the same whatever its dictionary says.
    private static readonly FrozenSet<DicomTag> s_fixed = FrozenSet.Create(
        Tags.AccessionNumber, Tags.SOPInstanceUID, Tags.PatientID, Tags.SeriesInstanceUID, Tags.StudyInstanceUID, Tags.PixelData,
        Tags.ImageIndex, Tags.InstanceNumber, Tags.NumberOfSlices, Tags.NumberOfFrames, Tags.CardiacNumberOfImages,
        Tags.ImagesInAcquisition, Tags.PatientName, Tags.ImagePositionPatient, Tags.ImageOrientationPatient, Tags.OtherPatientIDs);

    /// <summary>The keyword, with a prefix for what is retired. Elements of private blocks are unknown: the creator is not asked.</summary>
    public static string Of(DicomTag tag)
    {
        if (tag.IsPrivateCreator)
            return "PrivateCreator";
        if (DicomDictionary.Find(tag) is not { Keyword.Length: > 0 } entry)
            return "Unknown Tag & Data";
        return entry.IsRetired && !s_fixed.Contains(tag) ? "RETIRED_" + entry.Keyword : entry.Keyword;
    }
}
