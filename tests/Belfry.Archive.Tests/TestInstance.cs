using Belfry.Dicom;

namespace Belfry.Archive.Tests;

/// <summary>Invented instances.</summary>
internal static class TestInstance
{
    /// <summary>A CT image with so many bytes of pixels.</summary>
    public static DicomDataSet Make(string uid = "1.2.3.4.5", int pixels = 512, string patientId = "P1", string study = "1.2.3", string series = "1.2.3.4")
    {
        var dataSet = new DicomDataSet();
        dataSet.Set(Tags.SOPClassUID, Uids.CTImageStorage);
        dataSet.Set(Tags.SOPInstanceUID, new DicomUid(uid));
        dataSet.Set(Tags.PatientID, patientId);
        dataSet.Set(Tags.PatientName, "Doe^Jane");
        dataSet.Set(Tags.StudyInstanceUID, new DicomUid(study));
        dataSet.Set(Tags.SeriesInstanceUID, new DicomUid(series));
        dataSet.Set(Tags.BitsAllocated, 16);
        dataSet.Set(Tags.PixelData, VR.OW, Pixels(pixels));
        return dataSet;
    }

    /// <summary>Bytes that do not repeat soon, and compress a little.</summary>
    public static byte[] Pixels(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)((i * 31) ^ (i >> 9));
        return bytes;
    }
}
