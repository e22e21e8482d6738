using Belfry.Dicom;
using Belfry.Sdk;

namespace Belfry.Orthanc.Archive;

/// <summary>An instance in a Part 10 file in memory, kept byte for byte.</summary>
internal sealed class MemoryFileSource : InstanceSource
{
    private readonly byte[] _file;
    private readonly int _dataSetOffset;

    private MemoryFileSource(byte[] file, int dataSetOffset, DicomUid sopClassUid, DicomUid sopInstanceUid, TransferSyntax transferSyntax)
        : base(sopClassUid, sopInstanceUid, transferSyntax)
    {
        _file = file;
        _dataSetOffset = dataSetOffset;
    }

    /// <summary>Looks at the beginning of a file, which must not be changed afterwards.</summary>
    /// <exception cref="DicomFormatException">It is no DICOM file, or names no SOP class or instance.</exception>
    public static MemoryFileSource Of(byte[] file)
    {
        var identity = DicomFile.ParseIdentity(file, out var offset);
        return (identity.SopClassUid, identity.SopInstanceUid) is ({ } sopClass, { } sopInstance)
            ? new MemoryFileSource(file, offset, sopClass, sopInstance, identity.TransferSyntax)
            : throw new DicomFormatException("The file names no SOP class and instance", 0);
    }

    public override ValueTask<Stream> OpenAsync(CancellationToken cancellation) =>
        ValueTask.FromResult<Stream>(new MemoryStream(_file, _dataSetOffset, _file.Length - _dataSetOffset, writable: false));
}
