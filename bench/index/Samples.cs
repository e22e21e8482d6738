using System.Buffers;
using System.Globalization;
using Belfry.Archive;
using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.IndexBench;

/// <summary>Makes instances like those of a hospital: one study per patient, some fifty attributes, one hundred studies a day.</summary>
internal sealed class Samples(BenchOptions options)
{
    private const int StudiesPerDay = 100;

    private static readonly DicomUid _ct = new("1.2.840.10008.5.1.4.1.1.2");
    private static readonly string[] _names = ["Müller", "Smith", "Иванов", "Papadopoulos", "García", "Nguyen", "山田", "Kowalski", "Rossi", "Jensen"];

    private readonly byte[] _unsynced = new byte[options.Unsynced];

    public static string PatientId(int study) => string.Create(CultureInfo.InvariantCulture, $"PAT{study:D7}");

    public static string StudyUid(int study) => string.Create(CultureInfo.InvariantCulture, $"1.2.826.0.1.3680043.10.999.1.{20200000 + study}.{study}");

    public static DateOnly StudyDate(int study) => new DateOnly(2020, 1, 1).AddDays(study / StudiesPerDay);

    public NewInstance Make(int study, int instance)
    {
        var header = Header(study, instance);
        var buffer = new ArrayBufferWriter<byte>(2048);
        header.WriteTo(buffer, TransferSyntax.ExplicitVRLittleEndian);
        return new NewInstance
        {
            Header = DicomDataSet.Parse(buffer.WrittenMemory, TransferSyntax.ExplicitVRLittleEndian),
            File = new StoredFile
            {
                FileId = Guid.CreateVersion7(),
                Length = 16_384,
                StoredLength = 16_384,
                DataSetOffset = 340,
                PixelDataOffset = 1800,
                Digest = (ulong)Random.Shared.NextInt64(),
                SopClassUid = _ct,
                SopInstanceUid = header.GetUid(Tags.SOPInstanceUID) ?? default,
                TransferSyntax = TransferSyntax.ExplicitVRLittleEndian,
            },
            Origin = new InstanceOrigin { Kind = InstanceOriginKind.DicomProtocol, CallingAETitle = AETitle.Parse("CT1"), CalledAETitle = AETitle.Parse("BELFRY") },
            ReceivedAt = DateTimeOffset.UnixEpoch.AddSeconds(study),
            UnsyncedFile = _unsynced,
        };
    }

    private DicomDataSet Header(int study, int instance)
    {
        var series = instance % 2;
        var uid = StudyUid(study);
        var date = StudyDate(study);
        return new DicomDataSet
        {
            { Tags.SOPClassUID, _ct },
            { Tags.SOPInstanceUID, string.Create(CultureInfo.InvariantCulture, $"{uid}.{series}.{instance}") },
            { Tags.StudyDate, date },
            { Tags.SeriesDate, date },
            { Tags.ContentDate, date },
            { Tags.StudyTime, new TimeOnly(study % 24, study % 60) },
            { Tags.AccessionNumber, string.Create(CultureInfo.InvariantCulture, $"ACC{study}") },
            { Tags.Modality, study % 3 == 0 ? "MR" : "CT" },
            { Tags.Manufacturer, "Example Medical Systems" },
            { Tags.InstitutionName, "General Hospital" },
            { Tags.ReferringPhysicianName, "Referrer^Robert" },
            { Tags.StationName, "CT01" },
            { Tags.StudyDescription, "Thorax routine" },
            { Tags.SeriesDescription, series == 0 ? "Topogram" : "Thorax 1.0 B70f" },
            { Tags.PatientName, $"{_names[study % _names.Length]}^P{study}" },
            { Tags.PatientID, PatientId(study) },
            { Tags.PatientBirthDate, new DateOnly(1930 + (study % 90), 1 + (study % 12), 1 + (study % 28)) },
            { Tags.PatientSex, study % 2 == 0 ? "F" : "M" },
            { Tags.BodyPartExamined, "CHEST" },
            { Tags.SliceThickness, "1.0" },
            { Tags.KVP, "120" },
            { Tags.ProtocolName, "Thorax routine" },
            { Tags.StudyInstanceUID, uid },
            { Tags.SeriesInstanceUID, string.Create(CultureInfo.InvariantCulture, $"{uid}.{series}") },
            { Tags.StudyID, string.Create(CultureInfo.InvariantCulture, $"{study}") },
            { Tags.SeriesNumber, series + 1 },
            { Tags.AcquisitionNumber, 1 },
            { Tags.InstanceNumber, instance + 1 },
            { Tags.ImagePositionPatient, "-150", "-150", "12.5" },
            { Tags.ImageOrientationPatient, "1", "0", "0", "0", "1", "0" },
            { Tags.SpecificCharacterSet, "ISO_IR 192" },
            { Tags.Rows, 512 },
            { Tags.Columns, 512 },
            { Tags.BitsAllocated, 16 },
        };
    }
}
