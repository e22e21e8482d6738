using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.TestKit;

/// <summary>Bytes of PDUs and messages, for peers that a test plays.</summary>
public static class Wire
{
    public static byte[] Request(AssociateRequestPdu pdu)
    {
        var output = new OutputBuffer();
        AssociatePduWriter.Write(output, pdu);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Accept(AssociateAcceptPdu pdu)
    {
        var output = new OutputBuffer();
        AssociatePduWriter.Write(output, pdu);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Message(byte context, DimseRequest request, ushort messageId, IDataSetSource? dataSet, int maxPduLength = 16384)
    {
        var output = new OutputBuffer();
        MessageWriter.Write(output, Context(context, request.SopClassUid), MessageWriter.FragmentLength(maxPduLength), request, messageId, dataSet);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Response(byte context, DimseRequest request, DimseResponse response, IDataSetSource? dataSet = null, int maxPduLength = 16384)
    {
        var output = new OutputBuffer();
        MessageWriter.Write(output, Context(context, request.SopClassUid), MessageWriter.FragmentLength(maxPduLength), request, response, dataSet);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Cancel(byte context, ushort messageId)
    {
        var output = new OutputBuffer();
        MessageWriter.Write(output, Context(context, Uids.ModalityWorklistInformationModelFind), 16378, new CCancelRequest(messageId));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A P-DATA-TF of one value, its parts given as they are.</summary>
    public static byte[] DataTransfer(byte context, byte control, params ReadOnlySpan<byte> bytes)
    {
        var pdu = new byte[12 + bytes.Length];
        pdu[0] = 4;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(pdu.AsSpan(2), bytes.Length + 6);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(pdu.AsSpan(6), bytes.Length + 2);
        pdu[10] = context;
        pdu[11] = control;
        bytes.CopyTo(pdu.AsSpan(12));
        return pdu;
    }

    private static PresentationContext Context(byte id, DicomUid abstractSyntax) => new(id, abstractSyntax, TransferSyntax.ImplicitVRLittleEndian, true, true);
}
