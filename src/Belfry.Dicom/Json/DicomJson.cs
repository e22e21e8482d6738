using System.Text.Json;

namespace Belfry.Dicom;

/// <summary>The DICOM JSON model (PS3.18 Annex F).</summary>
public static class DicomJson
{
    /// <summary>Writes one data set as an object.</summary>
    public static void Write(DicomDataSet dataSet, Utf8JsonWriter writer) => throw new NotSupportedException();

    /// <summary>One data set as JSON text.</summary>
    public static string ToJson(DicomDataSet dataSet, bool indented = false) => throw new NotSupportedException();

    /// <summary>Reads one data set from an object.</summary>
    /// <exception cref="DicomFormatException">Not the DICOM JSON model.</exception>
    public static DicomDataSet Parse(ReadOnlyMemory<byte> utf8) => throw new NotSupportedException();
}
