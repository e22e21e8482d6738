using System.Buffers;
using System.IO.Compression;

namespace Belfry.Dicom;

/// <content>Element after element into a stream: large values of the top level never lie in memory.</content>
internal ref partial struct DataSetWriter
{
    private const int LargeValue = 64 * 1024;

    public static async ValueTask WriteAsync(
        DicomDataSet dataSet,
        Stream stream,
        TransferSyntax transferSyntax,
        DicomWriteOptions options,
        CancellationToken cancellation)
    {
        if (!transferSyntax.IsDeflated)
        {
            await WriteElementsAsync(dataSet, stream, DataEncoding.Of(transferSyntax), options, cancellation).ConfigureAwait(false);
            return;
        }

        var counted = new CountingStream(stream);
        var deflater = new DeflateStream(counted, CompressionLevel.Optimal, leaveOpen: true);
        await using (deflater.ConfigureAwait(false))
            await WriteElementsAsync(dataSet, deflater, DataEncoding.ExplicitLittle, options, cancellation).ConfigureAwait(false);
        // The whole must have an even length (PS3.5 §A.5).
        if ((counted.Count & 1) != 0)
            await stream.WriteAsync(new byte[1], cancellation).ConfigureAwait(false);
    }

    private static async ValueTask WriteElementsAsync(
        DicomDataSet dataSet,
        Stream stream,
        DataEncoding encoding,
        DicomWriteOptions options,
        CancellationToken cancellation)
    {
        using var output = new PieceOutput(stream);
        var level = WriteLevel.Root(dataSet);
        for (var i = 0; i < dataSet.Count; i++)
        {
            if (IsLarge(dataSet, i, level))
                await WriteLargeAsync(dataSet.EntryAt(i), dataSet.MemoryOfLoaded(i), output, encoding, cancellation).ConfigureAwait(false);
            else
                level = WriteOne(dataSet, i, output, encoding, level, options);
            await output.FlushIfFullAsync(cancellation).ConfigureAwait(false);
        }

        if (level.Injects)
            WriteOne(dataSet, dataSet.Count, output, encoding, level, options);
        await output.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>One element of the top level; with the index behind the last, the character set that is still missing.</summary>
    private static WriteLevel WriteOne(DicomDataSet dataSet, int index, IBufferWriter<byte> output, DataEncoding encoding, WriteLevel level, DicomWriteOptions options)
    {
        var scratch = WriterScratch.Rent();
        var writer = new DataSetWriter(output, scratch, options);
        if (level.Injects && (index == dataSet.Count || dataSet.EntryAt(index).Tag > Tags.SpecificCharacterSet))
            writer.WriteCharacterSet(ref level, encoding);
        if (index < dataSet.Count)
            writer.WriteElementOrGroupLength(dataSet, index, encoding, level);
        writer._output.Flush();
        WriterScratch.Return(scratch);
        return level;
    }

    private static bool IsLarge(DicomDataSet dataSet, int index, in WriteLevel level)
    {
        ref readonly var entry = ref dataSet.EntryAt(index);
        if (level.Injects && entry.Tag > Tags.SpecificCharacterSet)
            return false;
        return entry.Kind is ValueKind.Deferred or ValueKind.Fragments
            || (entry.Kind is ValueKind.Source or ValueKind.Bytes or ValueKind.Memory && entry.VR.SwapUnit == 1 && !entry.VR.IsText && dataSet.SpanOf(entry).Length > LargeValue);
    }

    private static async ValueTask WriteLargeAsync(
        ElementEntry entry,
        ReadOnlyMemory<byte> bytes,
        PieceOutput output,
        DataEncoding encoding,
        CancellationToken cancellation)
    {
        if (entry.Value is FragmentList fragments)
        {
            WriteHeader(output, entry.Tag, entry.VR, ElementHeader.Undefined, encoding);
            for (var i = 0; i < fragments.Count; i++)
            {
                var length = fragments.GetLength(i);
                WriteHeader(output, new DicomTag(ElementHeader.Item), VR.None, (uint)(length + (length & 1)), encoding & ~DataEncoding.Explicit);
                if (fragments.GetDeferred(i) is { } deferred)
                    await output.CopyAsync(deferred, 1, cancellation).ConfigureAwait(false);
                else
                    await output.CopyAsync(fragments.GetBytes(i), cancellation).ConfigureAwait(false);
                if ((length & 1) != 0)
                    output.Write<byte>([0]);
            }

            WriteHeader(output, new DicomTag(ElementHeader.SequenceDelimiter), VR.None, 0, encoding & ~DataEncoding.Explicit);
            return;
        }

        var value = entry.Value as DeferredValue;
        var total = value?.Length ?? bytes.Length;
        var isOdd = total & 1;
        var vr = WrittenVR(entry, encoding, total + isOdd);
        WriteHeader(output, entry.Tag, vr, (uint)(total + isOdd), encoding);
        if (value is not null)
            await output.CopyAsync(value, entry.IsBigEndian == (encoding.IsBig && vr != VR.UN) ? 1 : entry.VR.SwapUnit, cancellation).ConfigureAwait(false);
        else
            await output.CopyAsync(bytes, cancellation).ConfigureAwait(false);
        if (isOdd != 0)
            output.Write<byte>([entry.VR.PaddingByte]);
    }

    private static void WriteHeader(IBufferWriter<byte> output, DicomTag tag, VR vr, uint length, DataEncoding encoding)
    {
        var spans = new SpanOutput(output);
        spans.WriteHeader(tag, vr, length, encoding);
        spans.Flush();
    }
}
