using Belfry.Dicom;
using Belfry.Orthanc.Abi;

namespace Belfry.Sdk.Orthanc;

/// <summary>The identifier of a C-MOVE from what the host tells of it: the level and five keys, which is all that reaches a plugin.</summary>
internal sealed record MoveIdentifier(DicomDataSet Keys, QueryRetrieveModel Model, QueryRetrieveLevel? Level)
{
    public static unsafe MoveIdentifier Build(OrthancResourceType type, byte* patient, byte* accession, byte* study, byte* series, byte* instance) =>
        Build(type, HostMemory.Text(patient), HostMemory.Text(accession), HostMemory.Text(study), HostMemory.Text(series), HostMemory.Text(instance));

    public static MoveIdentifier Build(OrthancResourceType type, string? patient, string? accession, string? study, string? series, string? instance)
    {
        QueryRetrieveLevel? level = type switch
        {
            OrthancResourceType.Patient => QueryRetrieveLevel.Patient,
            OrthancResourceType.Study => QueryRetrieveLevel.Study,
            OrthancResourceType.Series => QueryRetrieveLevel.Series,
            OrthancResourceType.Instance => QueryRetrieveLevel.Image,
            _ => null,
        };
        (DicomTag Tag, string? Value)[] told =
        [
            (Tags.SOPInstanceUID, instance), (Tags.AccessionNumber, accession), (Tags.PatientID, patient), (Tags.StudyInstanceUID, study),
            (Tags.SeriesInstanceUID, series), (Tags.QueryRetrieveLevel, level is { } known ? QueryRetrieveLevels.ToText(known) : null),
        ];
        var keys = FindKeys.Build([.. told.Where(static key => !string.IsNullOrEmpty(key.Value))]);
        return new MoveIdentifier(keys, level == QueryRetrieveLevel.Patient ? QueryRetrieveModel.PatientRoot : QueryRetrieveModel.StudyRoot, level);
    }
}
