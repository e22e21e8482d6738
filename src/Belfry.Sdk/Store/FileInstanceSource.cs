using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>An instance in a Part 10 file.</summary>
internal sealed class FileInstanceSource : InstanceSource
{
    // Preamble and meta information are some 400 bytes; private meta elements may make them longer.
    private const int FirstRead = 4 * 1024;
    private const int LongestHead = 1024 * 1024;

    private readonly string _path;
    private readonly int _dataSetOffset;

    private FileInstanceSource(string path, int dataSetOffset, DicomUid sopClassUid, DicomUid sopInstanceUid, TransferSyntax transferSyntax)
        : base(sopClassUid, sopInstanceUid, transferSyntax)
    {
        _path = path;
        _dataSetOffset = dataSetOffset;
    }

    public static FileInstanceSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = File.OpenHandle(path);
        for (var size = FirstRead; ; size *= 4)
        {
            var beginning = new byte[Math.Min(size, RandomAccess.GetLength(file))];
            var count = RandomAccess.Read(file, beginning, 0);
            try
            {
                var head = DicomFile.ParseHead(beginning.AsMemory(0, count), out var offset);
                if (offset < count || count == RandomAccess.GetLength(file))
                    return Of(path, head, offset);
            }
            catch (DicomFormatException) when (size < LongestHead && count == size)
            {
                continue;
            }

            if (size >= LongestHead)
                throw new DicomFormatException("The file meta information is too long", 0);
        }
    }

    public override ValueTask<Stream> OpenAsync(CancellationToken cancellation)
    {
        var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: false);
        stream.Position = _dataSetOffset;
        return new ValueTask<Stream>(stream);
    }

    /// <summary>What the data set says counts, as it does for whoever the instance is sent to; the meta information where the data set says nothing.</summary>
    private static FileInstanceSource Of(string path, DicomFile head, int offset)
    {
        var dataSet = DicomFile.Open(path, DicomReadOptions.Default with { StopAt = Tags.StudyDate, KeepWhatWasRead = true }).DataSet;
        return TryFind(dataSet, Tags.SOPClassUID, head.FileMeta, Tags.MediaStorageSOPClassUID, out var sopClass)
            && TryFind(dataSet, Tags.SOPInstanceUID, head.FileMeta, Tags.MediaStorageSOPInstanceUID, out var sopInstance)
            ? new FileInstanceSource(path, offset, sopClass, sopInstance, head.TransferSyntax)
            : throw new DicomFormatException("The file names no SOP class and instance", 0);
    }

    private static bool TryFind(DicomDataSet dataSet, DicomTag tag, DicomDataSet meta, DicomTag metaTag, out DicomUid uid) =>
        DicomUid.TryParse(dataSet.GetString(tag), out uid) || DicomUid.TryParse(meta.GetString(metaTag), out uid);
}
