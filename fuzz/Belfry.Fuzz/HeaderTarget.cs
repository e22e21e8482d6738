using Belfry.Dicom;

namespace Belfry.Fuzz;

/// <summary>The header of a data set, as storing reads it: from memory and from a stream, which must agree.</summary>
internal static class HeaderTarget
{
    private static readonly DicomReadOptions _options = new() { MaxInflatedBytes = 1024 * 1024 };

    public static void Run(byte[] bytes, TransferSyntax syntax)
    {
        var parsed = Try(() => DataSetHeader.Parse(bytes, syntax, _options), out var inMemory);
        using var stream = new MemoryStream(bytes);
        var read = Try(() => DataSetHeader.Read(stream, 0, syntax, _options), out var inStream);
        FuzzFinding.Unless(parsed is null == read is null, $"Memory and stream disagree whether it is a data set: {inMemory ?? inStream}");
        if (parsed is null || read is null)
            return;
        FuzzFinding.Unless(parsed.PixelDataOffset == read.PixelDataOffset, $"Pixels begin at {parsed.PixelDataOffset} in memory, at {read.PixelDataOffset} in a stream.");
        FuzzFinding.Unless(parsed.DataSet.Select(static element => element.Tag).SequenceEqual(read.DataSet.Select(static element => element.Tag)), "Memory and stream differ.");
        FuzzFinding.Unless(parsed.PixelDataOffset is not { } offset || (offset >= 0 && offset < bytes.Length), "Pixels begin behind the end.");
        FuzzFinding.Unless(!parsed.DataSet.Contains(Tags.PixelData), "The header holds pixels.");
        DataSetTarget.Touch(parsed.DataSet);
    }

    private static DataSetHeader? Try(Func<DataSetHeader> read, out string? fault)
    {
        try
        {
            fault = null;
            return read();
        }
        catch (DicomFormatException exception)
        {
            fault = exception.Message;
            return null;
        }
    }
}
