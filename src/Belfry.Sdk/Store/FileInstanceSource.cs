using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>An instance in a Part 10 file.</summary>
internal sealed class FileInstanceSource : InstanceSource
{
    // Preamble and meta information are some 400 bytes; private meta elements may make them longer.
    private const int FirstRead = 4 * 1024;
    private const int LongestBeginning = 1024 * 1024;

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
        for (var size = FirstRead; ; size = LongestBeginning)
        {
            var beginning = new byte[Math.Min(size, RandomAccess.GetLength(file))];
            var count = RandomAccess.Read(file, beginning, 0);
            try
            {
                var identity = DicomFile.ParseIdentity(beginning.AsMemory(0, count), out var offset);
                if (count == size && size < LongestBeginning && !identity.DataSet.Contains(Tags.SOPInstanceUID))
                    continue;
                return (identity.SopClassUid, identity.SopInstanceUid) is ({ } sopClass, { } sopInstance)
                    ? new FileInstanceSource(path, offset, sopClass, sopInstance, identity.TransferSyntax)
                    : throw new DicomFormatException("The file names no SOP class and instance", 0);
            }
            catch (DicomFormatException) when (count == size && size < LongestBeginning)
            {
                // Its meta information goes on.
                continue;
            }
        }
    }

    public override ValueTask<Stream> OpenAsync(CancellationToken cancellation)
    {
        var stream = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: false);
        stream.Position = _dataSetOffset;
        return new ValueTask<Stream>(stream);
    }
}
