namespace Belfry.Dicom;

/// <summary>
/// The part of a data set before Pixel Data, or Float or Double Float Pixel Data (PS3.3 §C.7.6.3, §C.7.6.24), found while making sure that all
/// behind it can be read too, without holding it. Immutable.
/// </summary>
public sealed class DataSetHeader
{
    /// <summary>Float Pixel Data (7FE0,0008): the first of the three that hold pixels.</summary>
    internal static DicomTag End { get; } = new(0x7FE0, 0x0008);

    internal DataSetHeader(DicomDataSet dataSet, long? pixelDataOffset)
    {
        DataSet = dataSet;
        PixelDataOffset = pixelDataOffset;
    }

    /// <summary>The header. Must not be changed when others may read it.</summary>
    public DicomDataSet DataSet { get; }

    /// <summary>
    /// Where the element with the pixels begins, in bytes from the start of the source; null when there is none, and when the data set is deflated.
    /// </summary>
    public long? PixelDataOffset { get; }

    /// <summary>Reads a data set that lies in memory, which is kept and must not be changed afterwards.</summary>
    /// <param name="bytes">The whole data set.</param>
    /// <param name="transferSyntax">What it is encoded in.</param>
    /// <param name="options">Limits; <see cref="DicomReadOptions.StopAt"/> is ours.</param>
    /// <exception cref="DicomFormatException">It is no data set, or is cut.</exception>
    public static DataSetHeader Parse(ReadOnlyMemory<byte> bytes, TransferSyntax transferSyntax, DicomReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transferSyntax);
        var report = Report(options);
        return transferSyntax.IsDeflated
            ? HeaderReader.Inflate(DicomElement.StreamOver(bytes), report)
            : HeaderReader.Read(bytes, transferSyntax, report);
    }

    /// <summary>
    /// Reads the header of a data set of which only the beginning lies in memory, if that tells all: the header is within it, and behind it
    /// stands a value with pixels. The bytes are copied as far as they are kept.
    /// </summary>
    /// <param name="beginning">The first bytes of the data set.</param>
    /// <param name="transferSyntax">What it is encoded in.</param>
    /// <param name="length">Where the value with the pixels ends, in bytes: a data set of another length has to be read whole.</param>
    /// <param name="options">Limits; <see cref="DicomReadOptions.StopAt"/> is ours.</param>
    /// <returns>Null when the data set has to be read whole.</returns>
    /// <exception cref="DicomFormatException">It is no data set.</exception>
    public static DataSetHeader? ReadBeginning(
        ReadOnlySpan<byte> beginning, TransferSyntax transferSyntax, out long length, DicomReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transferSyntax);
        length = 0;
        return transferSyntax.IsDeflated ? null : HeaderReader.ReadBeginning(beginning, transferSyntax, Report(options), out length);
    }

    /// <summary>
    /// Reads a data set from a stream, to the end. Of a <see cref="FileStream"/>, values above
    /// <see cref="DicomReadOptions.LargeValueThreshold"/> stay in the file and pixels are passed over; of another stream, values come into memory.
    /// </summary>
    /// <param name="stream">At its beginning; stays open.</param>
    /// <param name="dataSetOffset">Where the data set begins in it, in bytes: behind the file meta information.</param>
    /// <param name="transferSyntax">What the data set is encoded in.</param>
    /// <param name="options">Limits; <see cref="DicomReadOptions.StopAt"/> is ours.</param>
    /// <exception cref="DicomFormatException">It is no data set, is cut, or a value that would come into memory has more than 64 MiB.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static DataSetHeader Read(Stream stream, int dataSetOffset, TransferSyntax transferSyntax, DicomReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(transferSyntax);
        var report = Report(options);
        if (transferSyntax.IsDeflated)
        {
            HeaderReader.Pass(stream, dataSetOffset);
            return HeaderReader.Inflate(stream, report);
        }

        return HeaderReader.Read(stream, dataSetOffset, transferSyntax, report);
    }

    // Whoever stores a data set says that all of it is there.
    private static ReadReport Report(DicomReadOptions? options) =>
        new((options ?? DicomReadOptions.Default) with { StopAt = End, KeepWhatWasRead = false, NeedsDelimitersAtTheEnd = true });
}
