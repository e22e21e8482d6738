using Belfry.Dicom;

namespace Belfry.Fuzz;

/// <summary>A bare data set: read, touched, written, read again.</summary>
internal static class DataSetTarget
{
    private static readonly DicomReadOptions s_keep = new() { KeepWhatWasRead = true, MaxInflatedBytes = 1024 * 1024 };
    private static readonly DicomWriteOptions s_defined = new() { SequenceLengths = SequenceLengths.Defined };

    public static void Run(byte[] bytes, TransferSyntax syntax)
    {
        DicomDataSet dataSet;
        try
        {
            dataSet = DicomDataSet.Parse(bytes, syntax, s_keep);
            Touch(dataSet);
        }
        catch (DicomFormatException)
        {
            return;
        }

        Recode(dataSet);
    }

    /// <summary>In another character set all lengths are measured anew, and what is written is read without a fault.</summary>
    private static void Recode(DicomDataSet dataSet)
    {
        dataSet.Reencode(SpecificCharacterSet.Utf8);
        var count = dataSet.Count;
        try
        {
            var again = DicomDataSet.Parse(dataSet.ToBytes(TransferSyntax.ExplicitVRLittleEndian, s_defined), TransferSyntax.ExplicitVRLittleEndian);
            FuzzFinding.Unless(again.Count == count, $"{count} elements are {again.Count} in another character set");
        }
        catch (DicomFormatException fault)
        {
            throw new FuzzFinding($"Cannot be read in another character set: {fault.Message}");
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
