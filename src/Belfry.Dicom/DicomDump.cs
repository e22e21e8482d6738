namespace Belfry.Dicom;

/// <summary>Data sets as text for people.</summary>
public static class DicomDump
{
    /// <summary>Writes one line per element, sequences indented.</summary>
    public static void Write(DicomDataSet dataSet, TextWriter output, int maxValueLength = 80) => throw new NotSupportedException();
}
