using System.Buffers;
using Belfry.Dicom;

namespace Belfry.Sdk;

/// <summary>An instance in memory.</summary>
internal sealed class DataSetInstanceSource : InstanceSource
{
    private readonly DicomDataSet _dataSet;

    public DataSetInstanceSource(DicomDataSet dataSet, TransferSyntax transferSyntax)
        : base(UidOf(dataSet, Tags.SOPClassUID), UidOf(dataSet, Tags.SOPInstanceUID), transferSyntax) => _dataSet = dataSet.WithFittingCharacterSet();

    public override ValueTask<Stream> OpenAsync(CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        _dataSet.WriteTo(buffer, TransferSyntax);
        return new ValueTask<Stream>(new MemoryStream(buffer.WrittenSpan.ToArray(), writable: false));
    }

    private static DicomUid UidOf(DicomDataSet dataSet, DicomTag tag)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        return DicomUid.TryParse(dataSet.GetString(tag), out var uid) ? uid : throw new ArgumentException($"The data set has no valid {tag}.", nameof(dataSet));
    }
}
