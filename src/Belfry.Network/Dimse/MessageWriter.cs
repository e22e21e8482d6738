using System.Buffers.Binary;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>
/// Fragments messages into presentation data values, one to a P-DATA-TF (PS3.8 §9.3.5, Annex E), in the buffer they are encoded into:
/// the headers are left open and filled in afterwards; only what exceeds one value moves.
/// </summary>
internal static class MessageWriter
{
    // PDU header, then PDV header with context and control.
    private const int HeaderLength = 12;
    private const byte CommandBit = 1;
    private const byte LastBit = 2;

    /// <summary>Longest fragment for a peer that takes P-DATA-TF up to the length; even, since all values are (PS3.8 §E.2).</summary>
    public static int FragmentLength(int maxPduLength) => (maxPduLength - 6) & ~1;

    public static void Write(OutputBuffer output, PresentationContext context, int fragmentLength, DimseRequest request, ushort messageId, IDataSetSource? dataSet)
    {
        var start = Begin(output);
        CommandWriter.Write(output, request, messageId, dataSet is not null);
        End(output, start, context.Id, CommandBit, fragmentLength);
        WriteDataSet(output, context, fragmentLength, dataSet);
    }

    public static void Write(OutputBuffer output, PresentationContext context, int fragmentLength, DimseRequest request, DimseResponse response, IDataSetSource? dataSet)
    {
        var start = Begin(output);
        CommandWriter.Write(output, request, response, dataSet is not null);
        End(output, start, context.Id, CommandBit, fragmentLength);
        WriteDataSet(output, context, fragmentLength, dataSet);
    }

    /// <summary>The command of a request whose data set follows by <see cref="BeginPart"/> and <see cref="EndPart"/>.</summary>
    public static void WriteCommand(OutputBuffer output, PresentationContext context, int fragmentLength, DimseRequest request, ushort messageId)
    {
        var start = Begin(output);
        CommandWriter.Write(output, request, messageId, hasDataSet: true);
        End(output, start, context.Id, CommandBit, fragmentLength);
    }

    /// <summary>Begins a part of a data set, whose bytes are then added.</summary>
    /// <returns>Where they begin, for <see cref="EndPart"/>.</returns>
    public static int BeginPart(OutputBuffer output) => Begin(output);

    /// <summary>Makes fragments of what was added: all of full length unless the part is the last.</summary>
    public static void EndPart(OutputBuffer output, int start, PresentationContext context, int fragmentLength, bool isLast) =>
        End(output, start, context.Id, 0, fragmentLength, isLast);

    /// <summary>Puts a data set that fits one fragment behind what is written, without copying it.</summary>
    public static void EndWith(OutputBuffer output, ReadOnlyMemory<byte> dataSet, PresentationContext context)
    {
        WriteHeader(output.Add(HeaderLength), dataSet.Length, context.Id, LastBit);
        output.End(dataSet);
    }

    /// <summary>How many bytes a part takes in the buffer with its headers.</summary>
    public static int LengthWithHeaders(int length, int fragmentLength) => length + (((length / fragmentLength) + 2) * HeaderLength);

    public static void Write(OutputBuffer output, PresentationContext context, int fragmentLength, CCancelRequest cancel)
    {
        var start = Begin(output);
        CommandWriter.Write(output, cancel);
        End(output, start, context.Id, CommandBit, fragmentLength);
    }

    private static void WriteDataSet(OutputBuffer output, PresentationContext context, int fragmentLength, IDataSetSource? dataSet)
    {
        if (dataSet is null)
            return;
        var start = Begin(output);
        dataSet.WriteTo(output, context.TransferSyntax);
        End(output, start, context.Id, 0, fragmentLength);
    }

    private static int Begin(OutputBuffer output)
    {
        output.Add(HeaderLength);
        return output.Length;
    }

    private static void End(OutputBuffer output, int start, byte contextId, byte control, int fragmentLength, bool isLast = true)
    {
        var total = output.Length - start;
        var last = total <= fragmentLength ? 0 : (total - 1) / fragmentLength;
        if (last > 0)
            output.Add(last * HeaderLength);

        // From the end, so that nothing is overwritten before it has moved.
        for (var i = last; i >= 0; i--)
        {
            var length = i == last ? total - (last * fragmentLength) : fragmentLength;
            var target = start + (i * (fragmentLength + HeaderLength));
            if (i > 0)
                output.Slice(start + (i * fragmentLength), length).CopyTo(output.Slice(target, length));
            WriteHeader(output.Slice(target - HeaderLength, HeaderLength), length, contextId, i == last && isLast ? (byte)(control | LastBit) : control);
        }
    }

    private static void WriteHeader(Span<byte> header, int length, byte contextId, byte control)
    {
        header[0] = (byte)PduType.DataTransfer;
        header[1] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[2..], length + 6);
        BinaryPrimitives.WriteInt32BigEndian(header[6..], length + 2);
        header[10] = contextId;
        header[11] = control;
    }
}
