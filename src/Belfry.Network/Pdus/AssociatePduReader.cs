using System.Text;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Decodes A-ASSOCIATE-RQ, -AC and -RJ behind their PDU header. Pure.</summary>
internal static class AssociatePduReader
{
    private const int AETitleLength = 16;
    private const int ReservedLength = 32;

    /// <summary>Reads what follows the number in an item for a presentation context.</summary>
    private delegate TContext ContextReader<TContext>(byte id, WireReader rest, AssociationLimits limits);

    /// <summary>A-ASSOCIATE-RQ (PS3.8 §9.3.2).</summary>
    public static AssociateRequestPdu ReadRequest(ReadOnlySpan<byte> bytes, AssociationLimits limits)
    {
        var pdu = Read(bytes, ItemType.ProposedPresentationContext, ReadProposedContext, limits);
        if (pdu.Contexts.Count > limits.MaxPresentationContexts)
            throw WireReader.Invalid($"More than {limits.MaxPresentationContexts} presentation contexts.");
        return new AssociateRequestPdu
        {
            ProtocolVersion = pdu.Version,
            CalledAETitle = pdu.Called,
            CallingAETitle = pdu.Calling,
            ApplicationContextName = pdu.ApplicationContext,
            PresentationContexts = pdu.Contexts,
            UserInformation = pdu.User,
        };
    }

    /// <summary>A-ASSOCIATE-AC (PS3.8 §9.3.3).</summary>
    public static AssociateAcceptPdu ReadAccept(ReadOnlySpan<byte> bytes, AssociationLimits limits)
    {
        var pdu = Read(bytes, ItemType.PresentationContextAnswer, ReadContextAnswer, limits);
        return new AssociateAcceptPdu
        {
            ProtocolVersion = pdu.Version,
            CalledAETitle = pdu.Called,
            CallingAETitle = pdu.Calling,
            ApplicationContextName = pdu.ApplicationContext,
            PresentationContexts = pdu.Contexts,
            UserInformation = pdu.User,
        };
    }

    /// <summary>| reserved 1 | result 1 | source 1 | reason 1 (PS3.8 §9.3.4)</summary>
    public static AssociationRejection ReadReject(ReadOnlySpan<byte> bytes) => new((RejectResult)bytes[1], (RejectSource)bytes[2], bytes[3]);

    /// <summary>
    /// | protocol-version 2 | reserved 2 | called AE title 16 | calling AE title 16 | reserved 32 | items (PS3.8 §9.3.2, §9.3.3)
    /// Unrecognized items are skipped, as PS3.8 §9.3.1 demands. Context numbers differ, so there are at most 128 contexts.
    /// </summary>
    private static AssociateFields<TContext> Read<TContext>(
        ReadOnlySpan<byte> bytes, byte contextType, ContextReader<TContext> readContext, AssociationLimits limits)
    {
        var reader = new WireReader(bytes);
        var version = reader.ReadUInt16();
        reader.Skip(2);
        var called = ReadAETitle(reader.Take(AETitleLength));
        var calling = ReadAETitle(reader.Take(AETitleLength));
        reader.Skip(ReservedLength);
        var application = default(DicomUid);
        var contexts = new List<TContext>();
        UserInformation? user = null;
        var seen = default(ContextIds);
        while (!reader.IsEmpty)
        {
            var type = reader.ReadItem(out var item);
            if (type == contextType)
                contexts.Add(readContext(seen.Add(item.ReadByte()), item, limits));
            else if (type == ItemType.ApplicationContext)
                application = item.ReadRestAsUid();
            else if (type == ItemType.UserInformation)
                user = user is null ? UserInformationReader.Read(item, limits) : throw WireReader.Invalid("Two User Information items.");
        }

        return new AssociateFields<TContext>(version, called, calling, application, contexts, user ?? new UserInformation());
    }

    /// <summary>| id 1 | reserved 3 | abstract syntax item | transfer syntax items (PS3.8 §9.3.2.2)</summary>
    private static ProposedPresentationContext ReadProposedContext(byte id, WireReader reader, AssociationLimits limits)
    {
        reader.Skip(3);
        var abstractSyntax = default(DicomUid);
        var transferSyntaxes = new List<DicomUid>(4);
        while (!reader.IsEmpty)
        {
            switch (reader.ReadItem(out var item))
            {
                case ItemType.AbstractSyntax:
                    abstractSyntax = item.ReadRestAsUid();
                    break;
                case ItemType.TransferSyntax:
                    if (transferSyntaxes.Count == limits.MaxTransferSyntaxes)
                        throw WireReader.Invalid($"More than {limits.MaxTransferSyntaxes} transfer syntaxes in a presentation context.");
                    transferSyntaxes.Add(item.ReadRestAsUid());
                    break;
            }
        }

        return new ProposedPresentationContext(id, abstractSyntax, transferSyntaxes);
    }

    /// <summary>| id 1 | reserved 1 | result 1 | reserved 1 | transfer syntax item (PS3.8 §9.3.3.2)</summary>
    private static PresentationContextAnswer ReadContextAnswer(byte id, WireReader reader, AssociationLimits limits)
    {
        reader.Skip(1);
        var result = (PresentationContextResult)reader.ReadByte();
        reader.Skip(1);
        var transferSyntax = default(DicomUid);
        while (result == PresentationContextResult.Acceptance && !reader.IsEmpty)
        {
            if (reader.ReadItem(out var item) == ItemType.TransferSyntax)
                transferSyntax = item.ReadRestAsUid();
        }

        return new PresentationContextAnswer(id, result, transferSyntax);
    }

    // Padding is spaces (PS3.8 §9.3.2); NUL is met from old devices. What else is wrong with a title is judged by AETitle.
    private static string ReadAETitle(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes.TrimEnd("\0 "u8).TrimStart((byte)' '));

    /// <summary>What both PDUs hold.</summary>
    private readonly record struct AssociateFields<TContext>(
        ushort Version, string Called, string Calling, DicomUid ApplicationContext, List<TContext> Contexts, UserInformation User);

    /// <summary>Odd, different numbers (PS3.8 §9.3.2.2): one bit for each.</summary>
    private struct ContextIds
    {
        private UInt128 _seen;

        public byte Add(byte id)
        {
            var bit = UInt128.One << (id >> 1);
            if ((id & 1) == 0)
                throw WireReader.Invalid($"Presentation-context-ID {id} is even.");
            if ((_seen & bit) != UInt128.Zero)
                throw WireReader.Invalid($"Presentation-context-ID {id} occurs twice.");
            _seen |= bit;
            return id;
        }
    }
}
