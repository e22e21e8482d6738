using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Archive;

/// <summary>What an instance and those above it are called: their UIDs, and the identifiers made of them.</summary>
internal sealed class InstanceIdentity
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

    public string PatientId { get; }

    public DicomUid StudyUid { get; }

    public DicomUid SeriesUid { get; }

    public DicomUid InstanceUid { get; }

    public ArchiveId Patient { get; }

    public ArchiveId Study { get; }

    public ArchiveId Series { get; }

    public ArchiveId Instance { get; }

    /// <exception cref="DimseStatusException">A900H: a UID is missing or none.</exception>
    public static InstanceIdentity Of(DicomDataSet header, SpecificCharacterSet defaultSet) => new(
        (HeaderText.Read(header, Tags.PatientID, defaultSet) ?? "").Trim(' ', '\0'),
        UidOf(header, Tags.StudyInstanceUID), UidOf(header, Tags.SeriesInstanceUID), UidOf(header, Tags.SOPInstanceUID));

    // Modalities send components with leading zeros, which PS3.5 §9.1 forbids: they harm nobody. Other characters might.
    private static DicomUid UidOf(DicomDataSet header, DicomTag tag)
    {
        var text = header.GetString(tag)?.Trim(' ', '\0') ?? "";
        if (text.Length == 0)
            throw new DimseStatusException(new DimseStatus(0xA900), "A UID that identifies the instance is missing", [tag]);
        if (text.Length > DicomUid.MaxLength || text.AsSpan().ContainsAnyExcept("0123456789.") || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[^1]))
            throw new DimseStatusException(new DimseStatus(0xA900), "A UID that identifies the instance is none", [tag]);
        return new DicomUid(text);
    }
}
