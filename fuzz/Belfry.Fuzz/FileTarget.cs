using Belfry.Dicom;

namespace Belfry.Fuzz;

/// <summary>A Part 10 file, with whatever is missing before its data set.</summary>
internal static class FileTarget
{
    private static readonly DicomReadOptions s_keep = new() { KeepWhatWasRead = true, MaxInflatedBytes = 1024 * 1024 };

    public static void Run(byte[] bytes)
    {
        try
        {
            var file = DicomFile.Parse(bytes, s_keep);
            DataSetTarget.Touch(file.DataSet);
            file.ToBytes();
        }
        catch (DicomFormatException)
        {
            return;
        }
    }
}
