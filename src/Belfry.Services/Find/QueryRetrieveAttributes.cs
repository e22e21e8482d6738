using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>
/// The attributes of the Query/Retrieve information models (PS3.4 tables C.6-1 to C.6-5), by level; the items of a sequence that the tables do not
/// spell out may hold anything. A key that is not among them is an optional key that a source may lack.
/// </summary>
internal static class QueryRetrieveAttributes
{
    private static readonly Dictionary<DicomTag, QueryRetrieveLevel> s_levels = new()
    {
        [Tags.PatientName] = QueryRetrieveLevel.Patient,
        [Tags.PatientID] = QueryRetrieveLevel.Patient,
        [Tags.IssuerOfPatientID] = QueryRetrieveLevel.Patient,
        [Tags.IssuerOfPatientIDQualifiersSequence] = QueryRetrieveLevel.Patient,
        [Tags.ReferencedPatientSequence] = QueryRetrieveLevel.Patient,
        [Tags.PatientBirthDate] = QueryRetrieveLevel.Patient,
        [Tags.PatientBirthTime] = QueryRetrieveLevel.Patient,
        [Tags.PatientSex] = QueryRetrieveLevel.Patient,
        [Tags.OtherPatientIDsSequence] = QueryRetrieveLevel.Patient,
        [Tags.OtherPatientNames] = QueryRetrieveLevel.Patient,
        [Tags.EthnicGroup] = QueryRetrieveLevel.Patient,
        [Tags.EthnicGroups] = QueryRetrieveLevel.Patient,
        [Tags.PatientComments] = QueryRetrieveLevel.Patient,
        [Tags.NumberOfPatientRelatedStudies] = QueryRetrieveLevel.Patient,
        [Tags.NumberOfPatientRelatedSeries] = QueryRetrieveLevel.Patient,
        [Tags.NumberOfPatientRelatedInstances] = QueryRetrieveLevel.Patient,
        [Tags.StudyDate] = QueryRetrieveLevel.Study,
        [Tags.StudyTime] = QueryRetrieveLevel.Study,
        [Tags.AccessionNumber] = QueryRetrieveLevel.Study,
        [Tags.StudyID] = QueryRetrieveLevel.Study,
        [Tags.StudyInstanceUID] = QueryRetrieveLevel.Study,
        [Tags.ModalitiesInStudy] = QueryRetrieveLevel.Study,
        [Tags.SOPClassesInStudy] = QueryRetrieveLevel.Study,
        [Tags.AnatomicRegionsInStudyCodeSequence] = QueryRetrieveLevel.Study,
        [Tags.ReferringPhysicianName] = QueryRetrieveLevel.Study,
        [Tags.StudyDescription] = QueryRetrieveLevel.Study,
        [Tags.ProcedureCodeSequence] = QueryRetrieveLevel.Study,
        [Tags.NameOfPhysiciansReadingStudy] = QueryRetrieveLevel.Study,
        [Tags.AdmittingDiagnosesDescription] = QueryRetrieveLevel.Study,
        [Tags.ReferencedStudySequence] = QueryRetrieveLevel.Study,
        [Tags.PatientAge] = QueryRetrieveLevel.Study,
        [Tags.PatientSize] = QueryRetrieveLevel.Study,
        [Tags.PatientWeight] = QueryRetrieveLevel.Study,
        [Tags.Occupation] = QueryRetrieveLevel.Study,
        [Tags.AdditionalPatientHistory] = QueryRetrieveLevel.Study,
        [Tags.OtherStudyNumbers] = QueryRetrieveLevel.Study,
        [Tags.NumberOfStudyRelatedSeries] = QueryRetrieveLevel.Study,
        [Tags.NumberOfStudyRelatedInstances] = QueryRetrieveLevel.Study,
        [Tags.Modality] = QueryRetrieveLevel.Series,
        [Tags.SeriesNumber] = QueryRetrieveLevel.Series,
        [Tags.SeriesInstanceUID] = QueryRetrieveLevel.Series,
        [Tags.NumberOfSeriesRelatedInstances] = QueryRetrieveLevel.Series,
        [Tags.InstanceNumber] = QueryRetrieveLevel.Image,
        [Tags.SOPInstanceUID] = QueryRetrieveLevel.Image,
        [Tags.SOPClassUID] = QueryRetrieveLevel.Image,
        [Tags.AvailableTransferSyntaxUID] = QueryRetrieveLevel.Image,
        [Tags.AlternateRepresentationSequence] = QueryRetrieveLevel.Image,
        [Tags.RelatedGeneralSOPClassUID] = QueryRetrieveLevel.Image,
        [Tags.ConceptNameCodeSequence] = QueryRetrieveLevel.Image,
        [Tags.ContentTemplateSequence] = QueryRetrieveLevel.Image,
        [Tags.ContainerIdentifier] = QueryRetrieveLevel.Image,
        [Tags.SpecimenDescriptionSequence] = QueryRetrieveLevel.Image,
    };

    private static readonly HashSet<DicomTag> s_ofAnyLevel =
    [
        Tags.QueryRetrieveLevel,
        Tags.SpecificCharacterSet,
        Tags.TimezoneOffsetFromUTC,
        Tags.RetrieveAETitle,
        Tags.InstanceAvailability,
        Tags.StorageMediaFileSetID,
        Tags.StorageMediaFileSetUID,
    ];

    private static readonly HashSet<(DicomTag Sequence, DicomTag Tag)> s_inSequences =
    [
        (Tags.IssuerOfPatientIDQualifiersSequence, Tags.UniversalEntityID),
        (Tags.IssuerOfPatientIDQualifiersSequence, Tags.UniversalEntityIDType),
        (Tags.ReferencedPatientSequence, Tags.ReferencedSOPClassUID),
        (Tags.ReferencedPatientSequence, Tags.ReferencedSOPInstanceUID),
        (Tags.OtherPatientIDsSequence, Tags.PatientID),
        (Tags.OtherPatientIDsSequence, Tags.IssuerOfPatientID),
        (Tags.ProcedureCodeSequence, Tags.CodeValue),
        (Tags.ProcedureCodeSequence, Tags.CodingSchemeDesignator),
        (Tags.ProcedureCodeSequence, Tags.CodingSchemeVersion),
        (Tags.ProcedureCodeSequence, Tags.CodeMeaning),
        (Tags.ReferencedStudySequence, Tags.ReferencedSOPClassUID),
        (Tags.ReferencedStudySequence, Tags.ReferencedSOPInstanceUID),
        (Tags.AlternateRepresentationSequence, Tags.SeriesInstanceUID),
        (Tags.AlternateRepresentationSequence, Tags.ReferencedSOPClassUID),
        (Tags.AlternateRepresentationSequence, Tags.ReferencedSOPInstanceUID),
        (Tags.ConceptNameCodeSequence, Tags.CodeValue),
        (Tags.ConceptNameCodeSequence, Tags.CodingSchemeDesignator),
        (Tags.ConceptNameCodeSequence, Tags.CodingSchemeVersion),
        (Tags.ConceptNameCodeSequence, Tags.CodeMeaning),
        (Tags.ContentTemplateSequence, Tags.TemplateIdentifier),
        (Tags.ContentTemplateSequence, Tags.MappingResource),
        (Tags.SpecimenDescriptionSequence, Tags.SpecimenIdentifier),
        (Tags.SpecimenDescriptionSequence, Tags.SpecimenUID),
    ];

    private static readonly HashSet<DicomTag> s_listedSequences = [.. s_inSequences.Select(static pair => pair.Sequence)];

    /// <summary>True for an attribute of the model, whatever its level: answers hold those of the levels above too.</summary>
    public static bool Contains(DicomTag sequence, DicomTag tag)
    {
        if (sequence == default)
            return s_ofAnyLevel.Contains(tag) || s_levels.ContainsKey(tag);
        return s_inSequences.Contains((sequence, tag)) || !s_listedSequences.Contains(sequence);
    }
}
