using Belfry.Dicom;

namespace Belfry.Sdk;

/// <content>Typed access to the common keys.</content>
public sealed partial class FindQuery
{
    /// <summary>Patient's Name (0010,0010), as typed: wildcards and component groups included.</summary>
    public string? PatientName => Key(Tags.PatientName);

    /// <summary>Patient ID (0010,0020), as typed.</summary>
    public string? PatientId => Key(Tags.PatientID);

    /// <summary>Patient's Birth Date (0010,0030): a day is a range of one day.</summary>
    public DicomDateRange? PatientBirthDate => DateKey(Tags.PatientBirthDate);

    /// <summary>Patient's Sex (0010,0040).</summary>
    public string? PatientSex => Key(Tags.PatientSex);

    /// <summary>Study Date (0008,0020): a day is a range of one day.</summary>
    public DicomDateRange? StudyDate => DateKey(Tags.StudyDate);

    /// <summary>Study Time (0008,0030): times of day; with negotiated date-time matching and ranges on both, part of one period.</summary>
    public DicomTimeRange? StudyTime => Key(Tags.StudyTime) is { } text && DicomTimeRange.TryParse(text, out var range) ? range : null;

    /// <summary>Accession Number (0008,0050).</summary>
    public string? AccessionNumber => Key(Tags.AccessionNumber);

    /// <summary>Study ID (0020,0010).</summary>
    public string? StudyId => Key(Tags.StudyID);

    /// <summary>Study Description (0008,1030), as typed.</summary>
    public string? StudyDescription => Key(Tags.StudyDescription);

    /// <summary>Referring Physician's Name (0008,0090), as typed.</summary>
    public string? ReferringPhysicianName => Key(Tags.ReferringPhysicianName);

    /// <summary>Modalities in Study (0008,0061): a study with one of them matches; empty when any will do.</summary>
    public IReadOnlyList<string> ModalitiesInStudy => [.. Identifier.GetStrings(Tags.ModalitiesInStudy).Where(static value => value is not ("" or "*"))];

    /// <summary>Modality (0008,0060) of the series.</summary>
    public string? Modality => Key(Tags.Modality);

    /// <summary>Study Instance UIDs (0020,000D) of which an entity must have one; empty when any will do.</summary>
    public IReadOnlyList<DicomUid> StudyInstanceUids => UidsOf(Tags.StudyInstanceUID);

    /// <summary>Series Instance UIDs (0020,000E) of which an entity must have one; empty when any will do.</summary>
    public IReadOnlyList<DicomUid> SeriesInstanceUids => UidsOf(Tags.SeriesInstanceUID);

    /// <summary>SOP Instance UIDs (0008,0018) of which an instance must be one; empty when any will do.</summary>
    public IReadOnlyList<DicomUid> SopInstanceUids => UidsOf(Tags.SOPInstanceUID);

    private string? Key(DicomTag tag) => Identifier.GetString(tag) is { } text && text is not ("" or "*") ? text : null;

    private DicomDateRange? DateKey(DicomTag tag) => Key(tag) is { } text && DicomDateRange.TryParse(text, out var range) ? range : null;

    private DicomUid[] UidsOf(DicomTag tag) =>
        [.. Identifier.GetStrings(tag).Where(static uid => uid is not ("" or "*")).Select(static uid => new DicomUid(uid))];
}
