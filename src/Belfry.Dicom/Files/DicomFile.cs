using System.Buffers;

namespace Belfry.Dicom;

/// <summary>
/// A Part 10 file (PS3.10 §7): file meta information and a data set. Reading does not change it, and what it holds may be read from
/// several threads.
/// </summary>
public sealed class DicomFile
{
    private static readonly DicomReadOptions _identity = DicomReadOptions.Default with { StopAt = new DicomTag(0x0008, 0x0019), KeepWhatWasRead = true };

    private readonly IReadOnlyList<string> _warnings = [];

    /// <summary>A new file; the meta information is made from the data set's SOP class and instance when written.</summary>
    public DicomFile(DicomDataSet dataSet, TransferSyntax transferSyntax)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentNullException.ThrowIfNull(transferSyntax);
        DataSet = dataSet;
        TransferSyntax = transferSyntax;
        FileMeta = new DicomDataSet();
    }

    private DicomFile(FileHead head, DicomDataSet dataSet, ReadReport report)
        : this(dataSet, head.TransferSyntax)
    {
        FileMeta = head.FileMeta;
        _warnings = report.Warnings;
    }

    /// <summary>
    /// Group 0002. What was read stays as it was read; <see cref="ToBytes"/> and <see cref="SaveAsync"/> write it with correct
    /// length, version, SOP class, SOP instance, transfer syntax and implementation (PS3.10 §7.1).
    /// </summary>
    public DicomDataSet FileMeta { get; }

    /// <summary>The data set.</summary>
    public DicomDataSet DataSet { get; }

    /// <summary>SOP class of the instance: what the data set says, and only where it says nothing, the meta information, which frequently speaks of another.</summary>
    public DicomUid? SopClassUid => DataSet.GetUid(Tags.SOPClassUID) ?? FileMeta.GetUid(Tags.MediaStorageSOPClassUID);

    /// <summary>UID of the instance, found as <see cref="SopClassUid"/>.</summary>
    public DicomUid? SopInstanceUid => DataSet.GetUid(Tags.SOPInstanceUID) ?? FileMeta.GetUid(Tags.MediaStorageSOPInstanceUID);

    /// <summary>How the data set is, or will be, encoded.</summary>
    public TransferSyntax TransferSyntax { get; }

    /// <summary>What was wrong with the source and was mended or left out, in words; empty for a good file.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Reads a file that lies in memory; preamble and meta information may be missing.</summary>
    /// <exception cref="DicomFormatException">Not DICOM, or damaged.</exception>
    public static DicomFile Parse(ReadOnlyMemory<byte> bytes, DicomReadOptions? options = null)
    {
        var report = new ReadReport(options ?? DicomReadOptions.Default);
        var head = FileHead.Read(bytes, report);
        var dataSet = report.HasFault
            ? new DicomDataSet()
            : DataSetReader.Read(bytes[head.End..], head.TransferSyntax, report, dropsFileMeta: true);
        return new DicomFile(head, dataSet, report);
    }

    /// <summary>
    /// Reads only what stands before the data set, of a file whose beginning lies in memory: the result has <see cref="FileMeta"/> and
    /// <see cref="TransferSyntax"/>, and no data set.
    /// </summary>
    /// <param name="beginning">The first bytes of the file; the more, the surer that the meta information is whole.</param>
    /// <param name="dataSetOffset">Where the data set begins, in bytes.</param>
    /// <exception cref="DicomFormatException">Not DICOM, or cut within the meta information.</exception>
    public static DicomFile ParseHead(ReadOnlyMemory<byte> beginning, out int dataSetOffset)
    {
        var report = new ReadReport(DicomReadOptions.Default);
        var head = FileHead.Read(beginning, report);
        dataSetOffset = head.End;
        return new DicomFile(head, new DicomDataSet(), report);
    }

    /// <summary>
    /// Reads what says which instance a file holds, whose beginning lies in memory: the result has <see cref="FileMeta"/>, <see cref="TransferSyntax"/>, and the
    /// data set up to SOP Instance UID.
    /// </summary>
    /// <param name="beginning">The first bytes of the file. The data set may be cut.</param>
    /// <param name="dataSetOffset">Where the data set begins, in bytes.</param>
    /// <exception cref="DicomFormatException">Not DICOM, or cut within the meta information.</exception>
    public static DicomFile ParseIdentity(ReadOnlyMemory<byte> beginning, out int dataSetOffset)
    {
        var report = new ReadReport(_identity);
        var head = FileHead.Read(beginning, report);
        dataSetOffset = head.End;
        return new DicomFile(head, DicomDataSet.Parse(beginning[head.End..], head.TransferSyntax, _identity), report);
    }

    /// <summary>Opens a file; values above <see cref="DicomReadOptions.LargeValueThreshold"/> stay in it and are read when asked for.</summary>
    /// <exception cref="DicomFormatException">Not DICOM, or damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DicomFile Open(string path, DicomReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var report = new ReadReport(options ?? DicomReadOptions.Default);
        var (head, dataSet) = DicomFileReader.Open(path, report);
        return new DicomFile(head, dataSet, report);
    }

    /// <summary>
    /// As <see cref="Parse"/>, from a stream, which is read to its end or a little past <see cref="DicomReadOptions.StopAt"/>; it
    /// stays open, and all values come into memory.
    /// </summary>
    /// <exception cref="DicomFormatException">Not DICOM, or damaged.</exception>
    public static async ValueTask<DicomFile> ReadAsync(Stream stream, DicomReadOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var report = new ReadReport(options ?? DicomReadOptions.Default);
        var (head, dataSet) = await DicomFileReader.ReadAsync(stream, report, cancellation).ConfigureAwait(false);
        return new DicomFile(head, dataSet, report);
    }

    /// <summary>
    /// Writes preamble, meta information and data set. Large values of the top level pass through from their file without being held
    /// in memory; the stream stays open.
    /// </summary>
    public async ValueTask SaveAsync(Stream stream, DicomWriteOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var head = new ArrayBufferWriter<byte>(1024);
        FileMetaWriter.Write(FileMetaWriter.Make(this), head);
        await stream.WriteAsync(head.WrittenMemory, cancellation).ConfigureAwait(false);
        await DataSet.WriteAsync(stream, TransferSyntax, options, cancellation).ConfigureAwait(false);
    }

    /// <summary>The bytes of the file.</summary>
    /// <exception cref="InvalidOperationException">They are more than an array can have; <see cref="SaveAsync"/> has no such limit.</exception>
    public byte[] ToBytes(DicomWriteOptions? options = null)
    {
        options ??= DicomWriteOptions.Default;
        var meta = FileMetaWriter.Make(this);
        var output = new WholeOutput(FileMetaWriter.Measure(meta) + DataSetWriter.Measure(DataSet, TransferSyntax, options));
        FileMetaWriter.Write(meta, output);
        DataSet.WriteTo(output, TransferSyntax, options);
        return output.TakeBytes();
    }
}
