using Belfry.Dicom;

namespace Belfry.Sdk;

/// <content>Typed access to the common keys.</content>
public sealed partial class WorklistQuery
{
    /// <summary>Patient's Name (0010,0010), as typed: wildcards and component groups included.</summary>
    public string? PatientName => Key(Tags.PatientName);

    /// <summary>Patient ID (0010,0020).</summary>
    public string? PatientId => Key(Tags.PatientID);

    /// <summary>Issuer of Patient ID (0010,0021).</summary>
    public string? IssuerOfPatientId => Key(Tags.IssuerOfPatientID);

    /// <summary>Patient's Birth Date (0010,0030): a day is a range of one day.</summary>
    public DicomDateRange? PatientBirthDate => DateKey(Identifier, Tags.PatientBirthDate);

    /// <summary>Patient's Sex (0010,0040).</summary>
    public string? PatientSex => Key(Tags.PatientSex);

    /// <summary>Accession Number (0008,0050).</summary>
    public string? AccessionNumber => Key(Tags.AccessionNumber);

    /// <summary>Requested Procedure ID (0040,1001).</summary>
    public string? RequestedProcedureId => Key(Tags.RequestedProcedureID);

    /// <summary>Requested Procedure Description (0032,1060).</summary>
    public string? RequestedProcedureDescription => Key(Tags.RequestedProcedureDescription);

    /// <summary>Referring Physician's Name (0008,0090).</summary>
    public string? ReferringPhysicianName => Key(Tags.ReferringPhysicianName);

    /// <summary>Admission ID (0038,0010).</summary>
    public string? AdmissionId => Key(Tags.AdmissionID);

    /// <summary>Study Instance UIDs (0020,000D) of which an item must have one; empty when any will do.</summary>
    public IReadOnlyList<DicomUid> StudyInstanceUids =>
        [.. Identifier.GetStrings(Tags.StudyInstanceUID).Where(static uid => uid is not ("" or "*")).Select(static uid => new DicomUid(uid))];

    /// <summary>
    /// The item of Scheduled Procedure Step Sequence (0040,0100) that holds the keys of the step; null when the query has none.
    /// </summary>
    public DicomDataSet? ScheduledStep => Identifier.GetSequence(Tags.ScheduledProcedureStepSequence) is [var item, ..] ? item : null;

    /// <summary>Modality (0008,0060) of the step.</summary>
    public string? Modality => StepKey(Tags.Modality);

    /// <summary>Scheduled Station AE Title (0040,0001) of the step.</summary>
    public string? ScheduledStationAETitle => StepKey(Tags.ScheduledStationAETitle);

    /// <summary>Scheduled Station Name (0040,0010) of the step.</summary>
    public string? ScheduledStationName => StepKey(Tags.ScheduledStationName);

    /// <summary>Scheduled Performing Physician's Name (0040,0006) of the step, as typed.</summary>
    public string? ScheduledPerformingPhysicianName => StepKey(Tags.ScheduledPerformingPhysicianName);

    /// <summary>Scheduled Procedure Step ID (0040,0009).</summary>
    public string? ScheduledProcedureStepId => StepKey(Tags.ScheduledProcedureStepID);

    /// <summary>Scheduled Procedure Step Status (0040,0020).</summary>
    public string? ScheduledProcedureStepStatus => StepKey(Tags.ScheduledProcedureStepStatus);

    /// <summary>Scheduled Procedure Step Start Date (0040,0002): a day is a range of one day.</summary>
    public DicomDateRange? ScheduledStartDate => ScheduledStep is { } step ? DateKey(step, Tags.ScheduledProcedureStepStartDate) : null;

    /// <summary>
    /// Scheduled Procedure Step Start Time (0040,0003): times of day. When <see cref="ScheduledPeriod"/> is not null, it is part of that and
    /// means nothing by itself.
    /// </summary>
    public DicomTimeRange? ScheduledStartTime => StepKey(Tags.ScheduledProcedureStepStartTime) is { } text
        && DicomTimeRange.TryParse(text, out var range) ? range : null;

    /// <summary>
    /// The period that ranges of start date and start time make together (PS3.4 table K.6-1), without offset; null when they are not both
    /// ranges. Its ends belong to it.
    /// </summary>
    public WorklistPeriod? ScheduledPeriod
    {
        get
        {
            var isPeriod = StepKey(Tags.ScheduledProcedureStepStartDate)?.Contains('-') == true
                && StepKey(Tags.ScheduledProcedureStepStartTime)?.Contains('-') == true;
            return isPeriod && ScheduledStartDate is { } dates && ScheduledStartTime is { } times ? WorklistPeriod.Join(dates, times) : null;
        }
    }

    private static string? TextOf(DicomDataSet dataSet, DicomTag tag) => dataSet.GetString(tag) is { } text && text is not ("" or "*") ? text : null;

    private static DicomDateRange? DateKey(DicomDataSet dataSet, DicomTag tag) =>
        TextOf(dataSet, tag) is { } text && DicomDateRange.TryParse(text, out var range) ? range : null;

    private string? Key(DicomTag tag) => TextOf(Identifier, tag);

    private string? StepKey(DicomTag tag) => ScheduledStep is { } step ? TextOf(step, tag) : null;
}
