using Belfry.Dicom;
using Belfry.TestKit;

namespace Belfry.Network.Tests.Model;

/// <summary>One thing that a peer does.</summary>
public abstract record PeerStep
{
    /// <summary>What it sends; null to close the connection.</summary>
    public abstract byte[]? ToBytes();

    /// <summary>A request with a Message ID.</summary>
    public abstract record Operation(byte Id) : PeerStep;

    public sealed record Request : PeerStep
    {
        public override byte[] ToBytes() => Wire.Request(new AssociateRequestPdu
        {
            CalledAETitle = "BELFRY",
            CallingAETitle = "PEER",
            PresentationContexts =
            [
                new ProposedPresentationContext(1, Uids.Verification, [Uids.ImplicitVRLittleEndian]),
                new ProposedPresentationContext(3, Uids.ModalityWorklistInformationModelFind, [Uids.ImplicitVRLittleEndian]),
            ],
            UserInformation = new UserInformation { MaxPduLength = 16384, ImplementationClassUid = new DicomUid("1.2.3.4") },
        });
    }

    public sealed record Echo(byte Id) : Operation(Id)
    {
        public override byte[] ToBytes() => Wire.Message(1, new CEchoRequest(Uids.Verification), Id, null);
    }

    /// <summary>A C-FIND that has so many answers, in values of at most so many bytes.</summary>
    public sealed record Find(byte Id, int Answers, int Fragment) : Operation(Id)
    {
        public override byte[] ToBytes() => Query(Id, $"{Answers}", Fragment);
    }

    /// <summary>A C-FIND that gives one answer and goes on until it is cancelled.</summary>
    public sealed record Hold(byte Id) : Operation(Id)
    {
        public override byte[] ToBytes() => Query(Id, HoldKey, 16384);
    }

    /// <summary>A request that the standard does not have.</summary>
    public sealed record Unknown(byte Id) : Operation(Id)
    {
        public override byte[] ToBytes() => Wire.DataTransfer(1, 3, [.. Element(0x0100, 0x34, 0x12), .. Element(0x0110, Id, 0), .. Element(0x0800, 1, 1)]);
    }

    public sealed record Cancel(byte Id) : PeerStep
    {
        public override byte[] ToBytes() => Wire.Cancel(3, Id);
    }

    public sealed record Release : PeerStep
    {
        public override byte[] ToBytes() => [5, 0, 0, 0, 0, 4, 0, 0, 0, 0];
    }

    public sealed record Abort : PeerStep
    {
        public override byte[] ToBytes() => [7, 0, 0, 0, 0, 4, 0, 0, 0, 0];
    }

    public sealed record Close : PeerStep
    {
        public override byte[]? ToBytes() => null;
    }

    /// <summary>What nobody may send, and what an established association says to it (docs/decisions/0022).</summary>
    public sealed record Illegal(string What, byte Source, byte Reason, params byte[] Sent) : PeerStep
    {
        public override byte[] ToBytes() => Sent;

        public override string ToString() => $"Illegal {{ {What} }}";
    }

    public const string HoldKey = "hold";

    public static IReadOnlyList<Illegal> AllIllegal { get; } =
    [
        new("unknown PDU type", 2, 1, 0x42, 0, 0, 0, 0, 4, 0, 0, 0, 0),
        new("A-ASSOCIATE-RJ", 2, 2, 3, 0, 0, 0, 0, 4, 0, 1, 1, 1),
        new("A-RELEASE-RP", 2, 2, 6, 0, 0, 0, 0, 4, 0, 0, 0, 0),
        new("P-DATA-TF over the maximum", 2, 6, 4, 0, 0xFF, 0xFF, 0xFF, 0xFF),
        new("value longer than its PDU", 2, 6, 4, 0, 0, 0, 0, 8, 0, 0, 0, 9, 1, 3, 0, 0),
        new("unknown context", 2, 6, Wire.DataTransfer(99, 3, Element(0x0100, 0x30, 0))),
        new("data set without command", 2, 5, Wire.DataTransfer(1, 2, 1, 2)),
        new("data set inside a command", 2, 5, [.. Wire.DataTransfer(1, 1, Element(0x0100, 0x30, 0)), .. Wire.DataTransfer(1, 2, 1, 2)]),
        new("no command set", 0, 0, Wire.DataTransfer(1, 3, 8, 0, 0, 0, 0, 0, 0, 0)),
        new("no Message ID", 0, 0, Wire.DataTransfer(1, 3, [.. Element(0x0100, 0x30, 0), .. Element(0x0800, 1, 1)])),
        new("response to nothing", 0, 0, Wire.Response(1, new CEchoRequest(Uids.Verification), CEchoResponse.Success)),
    ];

    private static byte[] Query(byte id, string key, int fragment) => Wire.Message(
        3, new CFindRequest(Uids.ModalityWorklistInformationModelFind), id, new DicomDataSet { { Tags.PatientID, key }, { Tags.PatientName, "" } }, fragment);

    private static byte[] Element(ushort element, params byte[] value) =>
        [0, 0, (byte)element, (byte)(element >> 8), (byte)value.Length, 0, 0, 0, .. value];
}
