using Belfry.Dicom;

namespace Belfry.Cli;

/// <summary>A data set from a DICOM file or from a DICOM JSON file, whichever it is.</summary>
internal static class DataSetFile
{
    public static DicomDataSet Read(string path) => IsJson(path) ? ReadJson(path) : DicomFile.Open(path).DataSet;

    /// <summary>Reads one object, or the only object of a list.</summary>
    public static DicomDataSet ReadJson(string path) => DicomJson.Parse(File.ReadAllBytes(path));

    /// <summary>True when the first byte that is no white space begins JSON.</summary>
    public static bool IsJson(string path)
    {
        using var stream = File.OpenRead(path);
        for (var read = stream.ReadByte(); read >= 0; read = stream.ReadByte())
        {
            if (read is 0xEF or 0xBB or 0xBF || char.IsWhiteSpace((char)read))
                continue;
            return read is '{' or '[';
        }

        return false;
    }
}
