using System.Buffers;
using Belfry.Dicom;

namespace Belfry.TestKit;

/// <summary>A data set given by its bytes, whatever the transfer syntax.</summary>
public sealed class RawDataSet(ReadOnlyMemory<byte> bytes) : IDataSetSource
{
    public void WriteTo(IBufferWriter<byte> output, TransferSyntax transferSyntax)
    {
        // In one piece, as a writer of one large value does.
        bytes.Span.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }

    /// <summary>Bytes that count up, so that a lost or swapped fragment shows.</summary>
    public static RawDataSet Counting(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)(i * 31 + (i >> 8));
        return new RawDataSet(bytes);
    }

    public ReadOnlyMemory<byte> Bytes => bytes;
}
