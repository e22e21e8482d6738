using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Soak;

/// <summary>An instance: its UIDs and every byte of it follow from two numbers, so that whoever gets it back knows whether it is whole.</summary>
internal readonly record struct SoakInstance(int Study, int Number)
{
    private const string Root = "1.2.";

    public DicomUid Uid => new($"{Root}{Study}.1.{Number}");

    public ReferencedInstance Reference => new(Uids.CTImageStorage, Uid);

    public DicomDataSet MakeDataSet()
    {
        var dataSet = new DicomDataSet
        {
            { Tags.SOPClassUID, Uids.CTImageStorage },
            { Tags.SOPInstanceUID, Uid },
            { Tags.StudyDate, "20260101" },
            { Tags.Modality, "CT" },
            { Tags.StudyDescription, $"A study with number {Study}: lists of all are to be long" },
            { Tags.PatientName, $"Soak^{Study}" },
            { Tags.PatientID, $"SOAK{Study}" },
            { Tags.StudyInstanceUID, StudyUid(Study) },
            { Tags.SeriesInstanceUID, $"{Root}{Study}.1" },
        };
        dataSet.Set(Tags.PixelData, VR.OW, MakePixels());
        return dataSet;
    }

    public static string StudyUid(int study) => $"{Root}{study}";

    /// <summary>Which instance a data set is.</summary>
    /// <exception cref="InvalidDataException">It is none of ours, or is not as it was.</exception>
    public static SoakInstance Recognize(DicomDataSet dataSet)
    {
        var parts = (dataSet.GetString(Tags.SOPInstanceUID) ?? "").Split('.');
        if (parts.Length != 5 || !int.TryParse(parts[2], out var study) || !int.TryParse(parts[4], out var number))
            throw new InvalidDataException($"What came is {dataSet.GetString(Tags.SOPInstanceUID)}.");
        var instance = new SoakInstance(study, number);
        if (dataSet.GetString(Tags.PatientID) != $"SOAK{study}"
            || !dataSet.TryGetElement(Tags.PixelData, out var pixels) || !pixels.RawValue.Span.SequenceEqual(instance.MakePixels()))
            throw new InvalidDataException($"Instance {instance.Uid} is not as it was stored.");
        return instance;
    }

    // Most are small, as the archive's log takes them; one in fifty is too large for it.
    private byte[] MakePixels()
    {
        var random = new Random(unchecked((Study * 7919) + Number));
        var pixels = new byte[2 * (random.Next(50) == 0 ? random.Next(50_000, 150_000) : random.Next(1, 4000))];
        random.NextBytes(pixels);
        return pixels;
    }
}
