using System.Text;
using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Decodes A-ASSOCIATE-RQ, -AC and -RJ behind their PDU header. Pure.</summary>
internal static class AssociatePduReader
{
    private const int AETitleLength = 16;
    private const int ReservedLength = 32;

    /// <summary>
    /// | protocol-version 2 | reserved 2 | called AE title 16 | calling AE title 16 | reserved 32 | items (PS3.8 §9.3.2)
    /// Unrecognized items are skipped, as PS3.8 §9.3.1 demands.
    /// </summary>
    public static AssociateRequestPdu ReadRequest(ReadOnlySpan<byte> bytes, AssociationLimits limits)
    {
        var reader = new WireReader(bytes);
        var version = reader.ReadUInt16();
        reader.Skip(2);
        var called = ReadAETitle(reader.Take(AETitleLength));
        var calling = ReadAETitle(reader.Take(AETitleLength));
        reader.Skip(ReservedLength);
        var application = default(DicomUid);
        var contexts = new List<ProposedPresentationContext>();
        UserInformation? user = null;
        var seen = default(ContextIds);
        while (!reader.IsEmpty)
        {
            switch (reader.ReadItem(out var item))
            {
                case ItemType.ApplicationContext:
                    application = item.ReadRestAsUid();
                    break;
                case ItemType.ProposedPresentationContext:
                    if (contexts.Count == limits.MaxPresentationContexts)
                        throw WireReader.Invalid($"More than {limits.MaxPresentationContexts} presentation contexts.");
                    contexts.Add(ReadProposedContext(item, ref seen, limits));
                    break;
                case ItemType.UserInformation:
                    user = user is null ? UserInformationReader.Read(item, limits) : throw WireReader.Invalid("Two User Information items.");
                    break;
            }
        }

        return new AssociateRequestPdu
        {
            ProtocolVersion = version,
            CalledAETitle = called,
            CallingAETitle = calling,
            ApplicationContextName = application,
            PresentationContexts = contexts,
            UserInformation = user ?? new UserInformation(),
        };
    }

    /// <summary>As <see cref="ReadRequest"/>, with answers to contexts (PS3.8 §9.3.3).</summary>
    public static AssociateAcceptPdu ReadAccept(ReadOnlySpan<byte> bytes, AssociationLimits limits)
    {
        var reader = new WireReader(bytes);
        var version = reader.ReadUInt16();
        reader.Skip(2);
        var called = ReadAETitle(reader.Take(AETitleLength));
        var calling = ReadAETitle(reader.Take(AETitleLength));
        reader.Skip(ReservedLength);
        var application = default(DicomUid);
        var contexts = new List<PresentationContextAnswer>();
        UserInformation? user = null;
        var seen = default(ContextIds);
        while (!reader.IsEmpty)
        {
            switch (reader.ReadItem(out var item))
            {
                case ItemType.ApplicationContext:
                    application = item.ReadRestAsUid();
                    break;
                case ItemType.PresentationContextAnswer:
                    contexts.Add(ReadContextAnswer(item, ref seen));
                    break;
                case ItemType.UserInformation:
                    user = user is null ? UserInformationReader.Read(item, limits) : throw WireReader.Invalid("Two User Information items.");
                    break;
            }
        }

        return new AssociateAcceptPdu
        {
            ProtocolVersion = version,
            CalledAETitle = called,
            CallingAETitle = calling,
            ApplicationContextName = application,
            PresentationContexts = contexts,
            UserInformation = user ?? new UserInformation(),
        };
    }

    /// <summary>| reserved 1 | result 1 | source 1 | reason 1 (PS3.8 §9.3.4)</summary>
    public static AssociationRejection ReadReject(ReadOnlySpan<byte> bytes) => new((RejectResult)bytes[1], (RejectSource)bytes[2], bytes[3]);

    /// <summary>| id 1 | reserved 3 | abstract syntax item | transfer syntax items (PS3.8 §9.3.2.2)</summary>
    private static ProposedPresentationContext ReadProposedContext(WireReader reader, ref ContextIds seen, AssociationLimits limits)
    {
        var id = reader.ReadByte();
        seen.Add(id);
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
    private static PresentationContextAnswer ReadContextAnswer(WireReader reader, ref ContextIds seen)
    {
        var id = reader.ReadByte();
        seen.Add(id);
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

    /// <summary>Odd, different numbers (PS3.8 §9.3.2.2): one bit for each.</summary>
    private struct ContextIds
    {
        private UInt128 _seen;

        public void Add(byte id)
        {
            var bit = UInt128.One << (id >> 1);
            if ((id & 1) == 0)
                throw WireReader.Invalid($"Presentation-context-ID {id} is even.");
            if ((_seen & bit) != UInt128.Zero)
                throw WireReader.Invalid($"Presentation-context-ID {id} occurs twice.");
            _seen |= bit;
        }
    }
}
