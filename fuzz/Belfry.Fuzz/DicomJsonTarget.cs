using Belfry.Dicom;

namespace Belfry.Fuzz;

/// <summary>The DICOM JSON model: read, written, read and written again.</summary>
internal static class DicomJsonTarget
{
    public static void Run(byte[] bytes)
    {
        IReadOnlyList<DicomDataSet> dataSets;
        try
        {
            dataSets = DicomJson.ParseAll(bytes);
        }
        catch (DicomFormatException)
        {
            return;
        }

        foreach (var dataSet in dataSets)
        {
            var written = DicomJson.ToUtf8(dataSet);
            var again = DicomJson.ToUtf8(DicomJson.Parse(written));
            FuzzFinding.Unless(written.Span.SequenceEqual(again.Span), "Written and read, the JSON is another.");
            DataSetTarget.Touch(dataSet);
        }
    }
}
