using System.Buffers;
using System.IO.Compression;

namespace Belfry.Dicom;

/// <summary>Deflated Explicit VR Little Endian (PS3.5 §A.5).</summary>
internal static class Deflater
{
    public static void Write(DicomDataSet dataSet, IBufferWriter<byte> output, DicomWriteOptions options)
    {
        var plain = new ArrayBufferWriter<byte>(4096);
        DataSetWriter.Write(dataSet, plain, TransferSyntax.ExplicitVRLittleEndian, options);
        using var deflated = new MemoryStream();
        using (var deflater = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
            deflater.Write(plain.WrittenSpan);
        // The whole must have an even length (PS3.5 §A.5).
        if ((deflated.Length & 1) != 0)
            deflated.WriteByte(0);
        output.Write(deflated.GetBuffer().AsSpan(0, (int)deflated.Length));
    }
}
