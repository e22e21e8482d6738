namespace Belfry.Sdk;

/// <summary>The information models of Query/Retrieve (PS3.4 §C.6).</summary>
public enum QueryRetrieveModel
{
    /// <summary>Patient Root: Patient, Study, Series, Image.</summary>
    PatientRoot,

    /// <summary>Study Root: Study, with the attributes of the patient, Series, Image.</summary>
    StudyRoot,

    /// <summary>Patient/Study Only (retired): Patient, Study.</summary>
    PatientStudyOnly,
}
