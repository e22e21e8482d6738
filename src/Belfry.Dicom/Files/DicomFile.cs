namespace Belfry.Dicom;

/// <summary>A Part 10 file (PS3.10 §7): file meta information and a data set.</summary>
public sealed class DicomFile
{
    /// <summary>A new file; the meta information is made from the data set's SOP class and instance when written.</summary>
    public DicomFile(DicomDataSet dataSet, TransferSyntax transferSyntax) => throw new NotSupportedException();

    /// <summary>Group 0002.</summary>
    public DicomDataSet FileMeta => throw new NotSupportedException();

    /// <summary>The data set.</summary>
    public DicomDataSet DataSet => throw new NotSupportedException();

    /// <summary>How the data set is, or will be, encoded.</summary>
    public TransferSyntax TransferSyntax => throw new NotSupportedException();

    /// <summary>What was wrong with the source and was mended or left out, in words; empty for a good file.</summary>
    public IReadOnlyList<string> Warnings => throw new NotSupportedException();

    /// <summary>Reads a file that lies in memory; preamble and meta information may be missing.</summary>
    /// <exception cref="DicomFormatException">Not DICOM, or damaged.</exception>
    public static DicomFile Parse(ReadOnlyMemory<byte> bytes, DicomReadOptions? options = null) => throw new NotSupportedException();

    /// <summary>Opens a file; values above <see cref="DicomReadOptions.LargeValueThreshold"/> stay in it and are read when asked for.</summary>
    public static DicomFile Open(string path, DicomReadOptions? options = null) => throw new NotSupportedException();

    /// <summary>As <see cref="Open"/>, from a stream, which is read to its end or to <see cref="DicomReadOptions.StopAt"/>.</summary>
    public static ValueTask<DicomFile> ReadAsync(Stream stream, DicomReadOptions? options = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    /// <summary>Writes preamble, meta information and data set.</summary>
    public ValueTask SaveAsync(Stream stream, DicomWriteOptions? options = null, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>The bytes of the file.</summary>
    public byte[] ToBytes(DicomWriteOptions? options = null) => throw new NotSupportedException();
}
