using System.Collections.Frozen;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>
/// Which attributes the index keeps at each level: the main DICOM tags of the reference host, which REST shows, and the keys of PS3.4 tables C.6-1
/// to C.6-5, so that a query by the standard needs no file. What has to be computed (Number of …) is not among them.
/// </summary>
public static class IndexedAttributes
{
    private static readonly DicomTag[] _patientMain =
        [Tags.PatientName, Tags.PatientBirthDate, Tags.PatientSex, Tags.OtherPatientIDs, Tags.PatientID];

    private static readonly DicomTag[] _studyMain =
    [
        Tags.StudyDate, Tags.StudyTime, Tags.StudyID, Tags.StudyDescription, Tags.AccessionNumber, Tags.StudyInstanceUID,
        Tags.RequestedProcedureDescription, Tags.InstitutionName, Tags.RequestingPhysician, Tags.ReferringPhysicianName,
    ];

    private static readonly DicomTag[] _seriesMain =
    [
        Tags.SeriesDate, Tags.SeriesTime, Tags.Modality, Tags.Manufacturer, Tags.StationName, Tags.SeriesDescription, Tags.BodyPartExamined,
        Tags.SequenceName, Tags.ProtocolName, Tags.SeriesNumber, Tags.CardiacNumberOfImages, Tags.ImagesInAcquisition,
        Tags.NumberOfTemporalPositions, Tags.NumberOfSlices, Tags.NumberOfTimeSlices, Tags.SeriesInstanceUID, Tags.ImageOrientationPatient,
        Tags.SeriesType, Tags.OperatorsName, Tags.PerformedProcedureStepDescription, Tags.AcquisitionDeviceProcessingDescription,
        Tags.ContrastBolusAgent,
    ];

    private static readonly DicomTag[] _instanceMain =
    [
        Tags.InstanceCreationDate, Tags.InstanceCreationTime, Tags.AcquisitionNumber, Tags.ImageIndex, Tags.InstanceNumber,
        Tags.NumberOfFrames, Tags.TemporalPositionIdentifier, Tags.SOPInstanceUID, Tags.ImagePositionPatient, Tags.ImageComments,
        Tags.ImageOrientationPatient,
    ];

    private static readonly DicomTag[] _patientKeys =
    [
        Tags.IssuerOfPatientID, Tags.IssuerOfPatientIDQualifiersSequence, Tags.ReferencedPatientSequence, Tags.PatientBirthTime,
        Tags.OtherPatientIDsSequence, Tags.OtherPatientNames, Tags.EthnicGroup, Tags.EthnicGroups, Tags.PatientComments,
    ];

    private static readonly DicomTag[] _studyKeys =
    [
        Tags.TimezoneOffsetFromUTC, Tags.ProcedureCodeSequence, Tags.NameOfPhysiciansReadingStudy, Tags.AdmittingDiagnosesDescription,
        Tags.ReferencedStudySequence, Tags.PatientAge, Tags.PatientSize, Tags.PatientWeight, Tags.Occupation, Tags.AdditionalPatientHistory,
        Tags.OtherStudyNumbers,
    ];

    private static readonly DicomTag[] _seriesKeys =
    [
        Tags.Laterality, Tags.PerformedProcedureStepStartDate, Tags.PerformedProcedureStepStartTime, Tags.RequestAttributesSequence,
    ];

    private static readonly DicomTag[] _instanceKeys =
    [
        Tags.SOPClassUID, Tags.RelatedGeneralSOPClassUID, Tags.AlternateRepresentationSequence, Tags.ConceptNameCodeSequence,
        Tags.ContentTemplateSequence, Tags.ContainerIdentifier, Tags.SpecimenDescriptionSequence, Tags.ContentDate, Tags.ContentTime,
        Tags.Rows, Tags.Columns, Tags.BitsAllocated, Tags.CompletionFlag, Tags.VerificationFlag,
    ];

    private static readonly FrozenDictionary<DicomTag, QueryRetrieveLevel> _levels = Levels();

    /// <summary>The main DICOM tags of a level, in the order of the reference host.</summary>
    public static IReadOnlyList<DicomTag> MainOf(QueryRetrieveLevel level) => level switch
    {
        QueryRetrieveLevel.Patient => _patientMain,
        QueryRetrieveLevel.Study => _studyMain,
        QueryRetrieveLevel.Series => _seriesMain,
        _ => _instanceMain,
    };

    /// <summary>All that the index keeps at a level by default, in no order.</summary>
    public static IReadOnlyList<DicomTag> Of(QueryRetrieveLevel level) => [.. MainOf(level), .. KeysOf(level)];

    /// <summary>The highest level that keeps an attribute by default; null for one that is kept at none.</summary>
    public static QueryRetrieveLevel? LevelOf(DicomTag tag) => _levels.TryGetValue(tag, out var level) ? level : null;

    /// <summary>All that an index keeps at a level, with the extra ones, ascending.</summary>
    internal static DicomTag[] Sorted(QueryRetrieveLevel level, IReadOnlyDictionary<QueryRetrieveLevel, IReadOnlyList<DicomTag>> extra) =>
        [.. Of(level).Concat(extra.GetValueOrDefault(level, [])).Where(static tag => tag != Tags.SpecificCharacterSet).Distinct().Order()];

    private static DicomTag[] KeysOf(QueryRetrieveLevel level) => level switch
    {
        QueryRetrieveLevel.Patient => _patientKeys,
        QueryRetrieveLevel.Study => _studyKeys,
        QueryRetrieveLevel.Series => _seriesKeys,
        _ => _instanceKeys,
    };

    private static FrozenDictionary<DicomTag, QueryRetrieveLevel> Levels()
    {
        var levels = new Dictionary<DicomTag, QueryRetrieveLevel>();
        foreach (var level in Enum.GetValues<QueryRetrieveLevel>())
        {
            foreach (var tag in Of(level))
                levels.TryAdd(tag, level);
        }

        return levels.ToFrozenDictionary();
    }
}
