using System.Buffers;

namespace Belfry.Dicom;

/// <summary>
/// Something that can put a data set into bytes: a <see cref="DicomDataSet"/>, or an answer that is encoded straight from the
/// item it was made of, without a data set in between.
/// </summary>
public interface IDataSetSource
{
    /// <summary>Writes the whole data set in the transfer syntax. Never writes part of an element.</summary>
    void WriteTo(IBufferWriter<byte> output, TransferSyntax transferSyntax);
}
