using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>What an instance and those above it are called: their UIDs, and the identifiers made of them. Immutable.</summary>
public sealed class InstanceIdentity
{
    private InstanceIdentity(string patientId, DicomUid study, DicomUid series, DicomUid instance)
    {
        PatientId = patientId;
        StudyUid = study;
        SeriesUid = series;
        InstanceUid = instance;
        Patient = ArchiveId.OfPatient(patientId);
        Study = ArchiveId.OfStudy(patientId, study);
        Series = ArchiveId.OfSeries(patientId, study, series);
        Instance = ArchiveId.OfInstance(patientId, study, series, instance);
    }

    /// <summary>Patient ID, without padding; empty for none.</summary>
    public string PatientId { get; }

    /// <summary>Study Instance UID.</summary>
    public DicomUid StudyUid { get; }

    /// <summary>Series Instance UID.</summary>
    public DicomUid SeriesUid { get; }

    /// <summary>SOP Instance UID.</summary>
    public DicomUid InstanceUid { get; }

    /// <summary>The identifier of the patient.</summary>
    public ArchiveId Patient { get; }

    /// <summary>The identifier of the study.</summary>
    public ArchiveId Study { get; }

    /// <summary>The identifier of the series.</summary>
    public ArchiveId Series { get; }

    /// <summary>The identifier of the instance.</summary>
    public ArchiveId Instance { get; }

    /// <summary>That of an instance.</summary>
    /// <param name="header">Its data set up to Pixel Data.</param>
    /// <param name="defaultSet">The character set if it declares none.</param>
    /// <exception cref="DimseStatusException">A900H: a UID is missing or none, or the Patient ID is none that is kept.</exception>
    public static InstanceIdentity Of(DicomDataSet header, SpecificCharacterSet defaultSet)
    {
        CheckPatientId(header);
        return new(
            (HeaderText.Read(header, Tags.PatientID, defaultSet) ?? "").Trim(' ', '\0'),
            UidOf(header, Tags.StudyInstanceUID), UidOf(header, Tags.SeriesInstanceUID), UidOf(header, Tags.SOPInstanceUID));
    }

    /// <summary>Refuses a Patient ID that cannot be kept: taken for none, it would make one patient of several.</summary>
    /// <exception cref="DimseStatusException">A900H: it is no text, or longer than 16 KiB.</exception>
    public static void CheckPatientId(DicomDataSet header)
    {
        if (header.TryGetElement(Tags.PatientID, out var element) && !HeaderText.IsReadable(element))
            throw new DimseStatusException(new DimseStatus(0xA900), "The Patient ID is no text, or is longer than 16 KiB", [Tags.PatientID]);
    }

    private static DicomUid UidOf(DicomDataSet header, DicomTag tag)
    {
        var text = header.GetString(tag)?.Trim(' ', '\0') ?? "";
        if (text.Length == 0)
            throw new DimseStatusException(new DimseStatus(0xA900), "A UID that identifies the instance is missing", [tag]);
        return DicomUid.TryParse(text, out var uid) ? uid : throw new DimseStatusException(new DimseStatus(0xA900), "A UID that identifies the instance is none", [tag]);
    }
}
