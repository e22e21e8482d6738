using Belfry.Dicom;

namespace Belfry.Cli.Queries;

/// <summary>An information model that can be asked, and the keys that a table of its answers wants.</summary>
/// <param name="SopClass">The SOP class to ask.</param>
/// <param name="HasLevels">True when the query says its level (0008,0052).</param>
/// <param name="ReturnKeys">Keys that are asked for besides those of the command line.</param>
internal sealed record QueryModel(DicomUid SopClass, bool HasLevels, IReadOnlyList<string> ReturnKeys)
{
    private const string Step = "ScheduledProcedureStepSequence.";

    public static QueryModel Worklist { get; } = new(Uids.ModalityWorklistInformationModelFind, false,
    [
        Step + "ScheduledProcedureStepStartDate", Step + "ScheduledProcedureStepStartTime", Step + "Modality",
        Step + "ScheduledStationAETitle", "PatientName", "PatientID", "AccessionNumber", "RequestedProcedureDescription",
        "StudyInstanceUID", Step + "ScheduledProcedureStepID",
    ]);

    public static QueryModel PatientRoot { get; } = new(Uids.PatientRootQueryRetrieveInformationModelFind, true,
        ["PatientName", "PatientID", "PatientBirthDate", "PatientSex"]);

    public static QueryModel StudyRoot { get; } = new(Uids.StudyRootQueryRetrieveInformationModelFind, true,
        ["StudyDate", "StudyTime", "AccessionNumber", "PatientName", "PatientID", "StudyDescription", "StudyInstanceUID"]);
}
