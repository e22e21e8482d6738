using Belfry.Dicom;

namespace Belfry.Fuzz;

/// <summary>A bare data set: read, touched, written, read again.</summary>
internal static class DataSetTarget
{
    private static readonly DicomReadOptions s_keep = new() { KeepWhatWasRead = true, MaxInflatedBytes = 1024 * 1024 };

    public static void Run(byte[] bytes, TransferSyntax syntax)
    {
        try
        {
            Touch(DicomDataSet.Parse(bytes, syntax, s_keep));
        }
        catch (DicomFormatException)
        {
            return;
        }
    }

    /// <summary>Everything that looks at values, and a second reading of what is written.</summary>
    public static void Touch(DicomDataSet dataSet)
    {
        foreach (var element in dataSet)
        {
            element.GetStrings();
            dataSet.TryGetInteger(element.Tag, out _);
            dataSet.TryGetNumber(element.Tag, out _);
            dataSet.TryGetDate(element.Tag, out _);
            dataSet.TryGetTime(element.Tag, out _);
            foreach (var item in element.Items)
                Touch(item);
        }

        var written = dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian);
        var again = DicomDataSet.Parse(written, TransferSyntax.ExplicitVRLittleEndian, s_keep);
        var lost = dataSet.Select(static element => element.Tag).Except(again.Select(static element => element.Tag)).ToList();
        FuzzFinding.Unless(lost.Count == 0, $"Lost by writing: {string.Join(' ', lost)}");
    }
}
