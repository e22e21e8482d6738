using Belfry.Dicom;
using Belfry.TestKit;

namespace Belfry.Network.Tests.Model;

/// <summary>One thing that the user of a requestor does, or its peer.</summary>
public abstract record RequestorStep
{
    /// <summary>Something that the user of the association does.</summary>
    public abstract record Use : RequestorStep;

    /// <summary>Invokes a C-ECHO or a C-FIND.</summary>
    public sealed record Ask(bool IsFind) : Use;

    /// <summary>Wants no more of one of the operations.</summary>
    public sealed record GiveUp(int Which) : Use;

    public sealed record Release : Use;

    public sealed record Abort : Use;

    /// <summary>Something that the peer sends; null closes the connection.</summary>
    public abstract record Peer : RequestorStep
    {
        /// <param name="target">The operation that it answers, if it answers one that runs.</param>
        public abstract byte[]? ToBytes(AskedOperation? target);
    }

    /// <summary>Accepts, with a window of so many operations.</summary>
    public sealed record Accept(ushort Window) : Peer
    {
        public override byte[] ToBytes(AskedOperation? target) => Bytes(1, Uids.ImplicitVRLittleEndian, Window);
    }

    /// <summary>Accepts a context with a transfer syntax that was not proposed.</summary>
    public sealed record AcceptWrongly : Peer
    {
        public override byte[] ToBytes(AskedOperation? target) => Bytes(1, Uids.DeflatedExplicitVRLittleEndian, 1);
    }

    /// <summary>Answers one of the operations that run, or none if none does.</summary>
    public sealed record Reply(int Which, bool IsFinal) : Peer
    {
        public override byte[] ToBytes(AskedOperation? target) => Response(target, target?.IsFind ?? false, IsFinal ? target is { IsFind: true, IsGivenUp: true } ? 0xFE00 : 0 : 0xFF00, 8);
    }

    /// <summary>Answers an operation with the response of another kind.</summary>
    public sealed record ReplyOfAnotherKind(int Which) : Peer
    {
        public override byte[] ToBytes(AskedOperation? target) => Response(target, !(target?.IsFind ?? false), 0, 0);
    }

    /// <summary>Answers an operation with more than is taken.</summary>
    public sealed record LongReply(int Which) : Peer
    {
        public const int Most = 2000;

        public override byte[] ToBytes(AskedOperation? target) => Response(target, target?.IsFind ?? false, 0xFF00, Most + 2);
    }

    /// <summary>Asks something itself: N-EVENT-REPORT.</summary>
    public sealed record Report(byte Id) : Peer
    {
        public override byte[] ToBytes(AskedOperation? target) => Wire.Message(1, new NEventReportRequest(Uids.Verification, new DicomUid("1.2.3"), 1), Id, null);
    }

    /// <summary>Bytes that stand for themselves.</summary>
    public sealed record Send(string What, params byte[] Sent) : Peer
    {
        public override byte[] ToBytes(AskedOperation? target) => Sent;

        public override string ToString() => $"Send {{ {What} }}";
    }

    /// <summary>What nobody may send on an association that stands.</summary>
    public sealed record SendIllegal(PeerStep.Illegal Step) : Peer
    {
        public override byte[] ToBytes(AskedOperation? target) => Step.Sent;
    }

    public sealed record Close : Peer
    {
        public override byte[]? ToBytes(AskedOperation? target) => null;
    }

    public static Send Refuse { get; } = new("A-ASSOCIATE-RJ", 3, 0, 0, 0, 0, 4, 0, 1, 1, 7);

    public static Send AskRelease { get; } = new("A-RELEASE-RQ", 5, 0, 0, 0, 0, 4, 0, 0, 0, 0);

    public static Send ConfirmRelease { get; } = new("A-RELEASE-RP", 6, 0, 0, 0, 0, 4, 0, 0, 0, 0);

    public static Send PeerAbort { get; } = new("A-ABORT", 7, 0, 0, 0, 0, 4, 0, 0, 0, 0);

    public static Send Request { get; } = new("A-ASSOCIATE-RQ", new PeerStep.Request().ToBytes());

    private static byte[] Bytes(byte context, DicomUid syntax, ushort window) => Wire.Accept(new AssociateAcceptPdu
    {
        CalledAETitle = "BELFRY",
        CallingAETitle = "ME",
        PresentationContexts = [PresentationContextAnswer.Accept(context, syntax), PresentationContextAnswer.Accept(3, Uids.ImplicitVRLittleEndian)],
        UserInformation = new UserInformation { MaxPduLength = 16384, AsynchronousOperationsWindow = new AsynchronousOperationsWindow(window, 1) },
    });

    private static byte[] Response(AskedOperation? target, bool isFind, int status, int length)
    {
        var data = length > 0 && status == 0xFF00 && (isFind || length > LongReply.Most) ? RawDataSet.Counting(length) : null;
        var id = target?.Id ?? 99;
        return isFind
            ? Wire.Response(3, new CFindRequest(Uids.ModalityWorklistInformationModelFind) { MessageId = id }, new CFindResponse(new DimseStatus((ushort)status)), data)
            : Wire.Response(1, new CEchoRequest(Uids.Verification) { MessageId = id }, new CEchoResponse(new DimseStatus((ushort)status)), data);
    }
}

/// <summary>An operation that the user has invoked: its number among all, and its Message ID once it runs.</summary>
public sealed class AskedOperation(int number, bool isFind)
{
    public int Number => number;

    public bool IsFind => isFind;

    public ushort Id { get; set; }

    public bool IsGivenUp { get; set; }
}
