using Belfry.Dicom;

namespace Belfry.Orthanc.Host;

/// <summary>A small file as it was read: content and stamp, which never change, and what was made of the content.</summary>
internal sealed class RememberedFile(FileStamp stamp, byte[] content)
{
    private DicomDataSet? _dataSet;

    public FileStamp Stamp => stamp;

    public byte[] Content => content;

    /// <summary>The content as a data set. It is shared: nobody may change it.</summary>
    /// <exception cref="DicomFormatException">It is no DICOM file.</exception>
    public DicomDataSet DataSet => Volatile.Read(ref _dataSet) ?? Interlocked.CompareExchange(ref _dataSet, DicomFile.Parse(content).DataSet, null) ?? _dataSet;
}
