using System.Buffers.Binary;
using System.Text;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Encodes A-ASSOCIATE-RQ and -AC. Pure.</summary>
internal static class AssociatePduWriter
{
    private const int AETitleLength = 16;
    private const int ReservedLength = 32;

    public static void Write(OutputBuffer output, AssociateRequestPdu pdu)
    {
        var start = BeginPdu(output, PduType.AssociateRequest, pdu.ProtocolVersion, pdu.CalledAETitle, pdu.CallingAETitle);
        WriteUidItem(output, ItemType.ApplicationContext, pdu.ApplicationContextName);
        foreach (var context in pdu.PresentationContexts)
        {
            var item = BeginItem(output, ItemType.ProposedPresentationContext);
            output.Add([context.Id, 0, 0, 0]);
            WriteUidItem(output, ItemType.AbstractSyntax, context.AbstractSyntax);
            foreach (var transferSyntax in context.TransferSyntaxes)
                WriteUidItem(output, ItemType.TransferSyntax, transferSyntax);
            EndItem(output, item);
        }

        UserInformationWriter.Write(output, pdu.UserInformation);
        EndPdu(output, start);
    }

    public static void Write(OutputBuffer output, AssociateAcceptPdu pdu)
    {
        var start = BeginPdu(output, PduType.AssociateAccept, pdu.ProtocolVersion, pdu.CalledAETitle, pdu.CallingAETitle);
        WriteUidItem(output, ItemType.ApplicationContext, pdu.ApplicationContextName);
        foreach (var answer in pdu.PresentationContexts)
        {
            var item = BeginItem(output, ItemType.PresentationContextAnswer);
            output.Add([answer.Id, 0, (byte)answer.Result, 0]);
            // Not significant for a refused context, yet parsers expect one: the default of the standard.
            WriteUidItem(output, ItemType.TransferSyntax, answer.TransferSyntax.IsEmpty ? Uids.ImplicitVRLittleEndian : answer.TransferSyntax);
            EndItem(output, item);
        }

        UserInformationWriter.Write(output, pdu.UserInformation);
        EndPdu(output, start);
    }

    /// <summary>| type 1 | reserved 1 | length 2 |; the length is filled in by <see cref="EndItem"/>.</summary>
    public static int BeginItem(OutputBuffer output, byte type)
    {
        output.Add([type, 0, 0, 0]);
        return output.Length;
    }

    public static void EndItem(OutputBuffer output, int start) =>
        BinaryPrimitives.WriteUInt16BigEndian(output.Slice(start - 2, 2), checked((ushort)(output.Length - start)));

    public static void WriteUidItem(OutputBuffer output, byte type, DicomUid uid)
    {
        var item = BeginItem(output, type);
        WriteText(output, uid.Value);
        EndItem(output, item);
    }

    public static void WriteText(OutputBuffer output, string text) => Encoding.Latin1.GetBytes(text, output.Add(text.Length));

    private static int BeginPdu(OutputBuffer output, PduType type, ushort version, string called, string calling)
    {
        output.Add([(byte)type, 0, 0, 0, 0, 0]);
        var start = output.Length;
        output.AddUInt16(version);
        output.AddUInt16(0);
        WriteAETitle(output, called);
        WriteAETitle(output, calling);
        output.Add(ReservedLength).Clear();
        return start;
    }

    private static void EndPdu(OutputBuffer output, int start) =>
        BinaryPrimitives.WriteUInt32BigEndian(output.Slice(start - 4, 4), (uint)(output.Length - start));

    private static void WriteAETitle(OutputBuffer output, string title)
    {
        var field = output.Add(AETitleLength);
        field.Fill((byte)' ');
        Encoding.Latin1.GetBytes(title.AsSpan(0, Math.Min(title.Length, AETitleLength)), field);
    }
}
