using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Web;

/// <summary>The attributes of the module that describes each level (PS3.3 §C.7.1.1, §C.7.2.1 with §C.7.2.2, §C.7.3.1, §C.12.1).</summary>
internal static class ModuleAttributes
{
    private static readonly HashSet<DicomTag>[] _modules =
    [
        [
            Tags.PatientName, Tags.PatientID, Tags.IssuerOfPatientID, Tags.TypeOfPatientID, Tags.PatientBirthDate, Tags.PatientSex, Tags.PatientBirthTime,
            Tags.OtherPatientNames, Tags.OtherPatientIDsSequence, new DicomTag(0x0010, 0x1000), Tags.EthnicGroup, Tags.PatientComments, Tags.PatientSpeciesDescription,
            Tags.PatientSpeciesCodeSequence, Tags.PatientBreedDescription, Tags.PatientBreedCodeSequence, Tags.BreedRegistrationSequence, Tags.ResponsiblePerson,
            Tags.ResponsiblePersonRole, Tags.ResponsibleOrganization, Tags.PatientIdentityRemoved, Tags.DeidentificationMethod,
            Tags.DeidentificationMethodCodeSequence, Tags.ReferencedPatientSequence,
        ],
        [
            Tags.StudyInstanceUID, Tags.StudyDate, Tags.StudyTime, Tags.ReferringPhysicianName, Tags.ReferringPhysicianIdentificationSequence, Tags.StudyID,
            Tags.AccessionNumber, Tags.IssuerOfAccessionNumberSequence, Tags.StudyDescription, Tags.PhysiciansOfRecord, Tags.PhysiciansOfRecordIdentificationSequence,
            Tags.NameOfPhysiciansReadingStudy, Tags.PhysiciansReadingStudyIdentificationSequence, Tags.RequestingServiceCodeSequence, Tags.ReferencedStudySequence,
            Tags.ProcedureCodeSequence, Tags.ReasonForPerformedProcedureCodeSequence, Tags.AdmittingDiagnosesDescription, Tags.AdmittingDiagnosesCodeSequence,
            Tags.PatientAge, Tags.PatientSize, Tags.PatientWeight, Tags.Occupation, Tags.AdditionalPatientHistory, Tags.AdmissionID,
        ],
        [
            Tags.Modality, Tags.SeriesInstanceUID, Tags.SeriesNumber, Tags.Laterality, Tags.SeriesDate, Tags.SeriesTime, Tags.PerformingPhysicianName,
            Tags.PerformingPhysicianIdentificationSequence, Tags.ProtocolName, Tags.SeriesDescription, Tags.SeriesDescriptionCodeSequence, Tags.OperatorsName,
            Tags.OperatorIdentificationSequence, Tags.ReferencedPerformedProcedureStepSequence, Tags.RelatedSeriesSequence, Tags.BodyPartExamined,
            Tags.PatientPosition, Tags.SmallestPixelValueInSeries, Tags.LargestPixelValueInSeries, Tags.RequestAttributesSequence,
            Tags.PerformedProcedureStepID, Tags.PerformedProcedureStepStartDate, Tags.PerformedProcedureStepStartTime, Tags.PerformedProcedureStepEndDate,
            Tags.PerformedProcedureStepEndTime, Tags.PerformedProcedureStepDescription, Tags.PerformedProtocolCodeSequence,
            Tags.CommentsOnThePerformedProcedureStep, Tags.AnatomicalOrientationType, Tags.TreatmentSessionUID,
        ],
        [
            Tags.SOPClassUID, Tags.SOPInstanceUID, Tags.SpecificCharacterSet, Tags.InstanceCreationDate, Tags.InstanceCreationTime, Tags.InstanceCreatorUID,
            Tags.RelatedGeneralSOPClassUID, Tags.OriginalSpecializedSOPClassUID, Tags.CodingSchemeIdentificationSequence, Tags.TimezoneOffsetFromUTC,
            Tags.ContributingEquipmentSequence, Tags.InstanceNumber, Tags.SOPInstanceStatus, Tags.SOPAuthorizationDateTime, Tags.SOPAuthorizationComment,
            Tags.AuthorizationEquipmentCertificationNumber, Tags.EncryptedAttributesSequence, Tags.OriginalAttributesSequence,
            Tags.HL7StructuredDocumentReferenceSequence, Tags.LongitudinalTemporalInformationModified,
        ],
    ];

    /// <summary>Those of a level.</summary>
    public static IReadOnlySet<DicomTag> Of(QueryRetrieveLevel level) => _modules[(int)level];
}
