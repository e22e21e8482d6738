using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Services;

/// <summary>The SOP classes of Query/Retrieve (PS3.4 §C.3).</summary>
public static class QueryRetrieveSopClasses
{
    /// <summary>C-FIND.</summary>
    public static DicomUid Find(QueryRetrieveModel model) => model switch
    {
        QueryRetrieveModel.PatientRoot => Uids.PatientRootQueryRetrieveInformationModelFind,
        QueryRetrieveModel.StudyRoot => Uids.StudyRootQueryRetrieveInformationModelFind,
        _ => Uids.PatientStudyOnlyQueryRetrieveInformationModelFind,
    };

    /// <summary>C-MOVE.</summary>
    public static DicomUid Move(QueryRetrieveModel model) => model switch
    {
        QueryRetrieveModel.PatientRoot => Uids.PatientRootQueryRetrieveInformationModelMove,
        QueryRetrieveModel.StudyRoot => Uids.StudyRootQueryRetrieveInformationModelMove,
        _ => Uids.PatientStudyOnlyQueryRetrieveInformationModelMove,
    };

    /// <summary>C-GET.</summary>
    public static DicomUid Get(QueryRetrieveModel model) => model switch
    {
        QueryRetrieveModel.PatientRoot => Uids.PatientRootQueryRetrieveInformationModelGet,
        QueryRetrieveModel.StudyRoot => Uids.StudyRootQueryRetrieveInformationModelGet,
        _ => Uids.PatientStudyOnlyQueryRetrieveInformationModelGet,
    };
}
