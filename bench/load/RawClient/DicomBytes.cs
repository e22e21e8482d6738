namespace Belfry.LoadBench.RawClient;

/// <summary>The fixed messages of the raw client, whole PDUs ready to be sent.</summary>
internal static class DicomBytes
{
    public const byte Context = 1, StoreContext = 3;
    public const string ApplicationContext = "1.2.840.10008.3.1.1.1";
    public const string CallingAeTitle = "LOADBENCH";
    public const string StudyRootFind = "1.2.840.10008.5.1.4.1.2.2.1", StudyRootMove = "1.2.840.10008.5.1.4.1.2.2.2",
        StudyRootGet = "1.2.840.10008.5.1.4.1.2.2.3", ImageStorage = "1.2.840.10008.5.1.4.1.1.2", ExplicitLittleEndian = "1.2.840.10008.1.2.1";

    public const string StorageCommitment = "1.2.840.10008.1.20.1";

    private const string Verification = "1.2.840.10008.1.1";
    private const string ModalityWorklistFind = "1.2.840.10008.5.1.4.31";
    private const string ImplicitLittleEndian = "1.2.840.10008.1.2";

    public static byte[] ReleaseRequest { get; } = new ByteWriter().Pdu(5, [0, 0, 0, 0]).ToArray();

    public static byte[] ReleaseResponse { get; } = new ByteWriter().Pdu(6, [0, 0, 0, 0]).ToArray();

    /// <summary>C-ECHO-RQ (PS3.7 §9.3.5).</summary>
    public static byte[] EchoRequest { get; } = Message(
        new ByteWriter().CommandUid(0x0000_0002, Verification).Command16(0x0000_0100, 0x0030).Command16(0x0000_0110, 1)
            .Command16(0x0000_0800, 0x0101),
        identifier: null);

    /// <summary>C-ECHO-RSP with Success.</summary>
    public static byte[] EchoResponse { get; } = Response(Verification, 0x8030, 0);

    /// <summary>C-STORE-RSP with Success.</summary>
    public static byte[] StoreResponse { get; } = Response(ImageStorage, 0x8001, 0);

    /// <summary>C-GET-RSP with Success.</summary>
    public static byte[] GetResponse { get; } = Response(StudyRootGet, 0x8010, 0);

    /// <summary>A-ASSOCIATE-AC for <see cref="AssociateForEcho"/>.</summary>
    public static byte[] AcceptOfEcho { get; } = AcceptOf(ImplicitLittleEndian, Context);

    /// <summary>What both sides say about themselves: longest PDU, implementation.</summary>
    public static ByteWriter UserInformation => new ByteWriter()
        .Item(0x51, new ByteWriter().BigEndian32(131072).ToArray())
        .Item(0x52, new ByteWriter().Text("1.2.826.0.1.3680043.10.1337.90").ToArray())
        .Item(0x55, new ByteWriter().Text("LOADBENCH").ToArray());

    /// <summary>A-ASSOCIATE-AC for these contexts, all in one transfer syntax.</summary>
    public static byte[] AcceptOf(string transferSyntax, params ReadOnlySpan<byte> contexts)
    {
        var answers = new ByteWriter();
        foreach (byte context in contexts)
            answers.Item(0x21, new ByteWriter().Byte(context).Byte(0).Byte(0).Byte(0).Item(0x40, new ByteWriter().Text(transferSyntax).ToArray()).ToArray());

        return Association(2, "", answers, UserInformation);
    }

    /// <summary>So many C-FIND-RSP with an answer, and the final one, each in a PDU.</summary>
    /// <param name="identifier">Of each answer.</param>
    /// <param name="answers">How many.</param>
    public static byte[] FindResponses(ByteWriter identifier, int answers)
    {
        var all = new ByteWriter();
        for (int answer = 0; answer < answers; answer++)
            all.Bytes(Response(StudyRootFind, 0x8020, 0xFF00, identifier));

        return all.Bytes(Response(StudyRootFind, 0x8020, 0)).ToArray();
    }

    public static byte[] AssociateForEcho(string calledAeTitle) =>
        Associate(calledAeTitle, Proposal(Context, Verification, ImplicitLittleEndian));

    public static byte[] AssociateForWorklist(string calledAeTitle) =>
        Associate(calledAeTitle, Proposal(Context, ModalityWorklistFind, ExplicitLittleEndian));

    /// <summary>For one SOP class, in Explicit VR Little Endian.</summary>
    public static byte[] AssociateFor(string sopClass, string calledAeTitle) =>
        Associate(calledAeTitle, Proposal(Context, sopClass, ExplicitLittleEndian));

    /// <summary>For C-GET, with the SCP role for the images that will come (PS3.7 §D.3.3.4).</summary>
    public static byte[] AssociateForGet(string calledAeTitle) => Associate(
        calledAeTitle,
        Proposal(Context, StudyRootGet, ExplicitLittleEndian).Bytes(Proposal(StoreContext, ImageStorage, ExplicitLittleEndian).ToArray()),
        new ByteWriter().Item(0x54, new ByteWriter().BigEndian16(ImageStorage.Length).Text(ImageStorage).Byte(0).Byte(1).ToArray()));

    /// <summary>C-FIND-RQ (PS3.7 §9.3.2), command and identifier in one PDU.</summary>
    public static byte[] WorklistRequest(ByteWriter identifier) => Message(
        new ByteWriter().CommandUid(0x0000_0002, ModalityWorklistFind).Command16(0x0000_0100, 0x0020).Command16(0x0000_0110, 1)
            .Command16(0x0000_0700, 0).Command16(0x0000_0800, 0x0102),
        identifier);

    /// <summary>C-FIND-RQ, C-MOVE-RQ or C-GET-RQ of the Study Root model, command and identifier in one PDU. Only C-MOVE has a destination.</summary>
    public static byte[] StudyRootRequest(string sopClass, ByteWriter identifier, string? destination = null)
    {
        int field = sopClass switch { StudyRootFind => 0x0020, StudyRootMove => 0x0021, _ => 0x0010 };
        ByteWriter command = new ByteWriter().CommandUid(0x0000_0002, sopClass).Command16(0x0000_0100, field).Command16(0x0000_0110, 1);
        if (destination is not null)
            command.ImplicitElement(0x0000_0600, System.Text.Encoding.Latin1.GetBytes(destination.PadRight(destination.Length + destination.Length % 2)));

        return Message(command.Command16(0x0000_0700, 0).Command16(0x0000_0800, 0x0102), identifier);
    }

    /// <summary>The command of an N-ACTION-RQ of storage commitment (PS3.7 §10.3.4).</summary>
    public static byte[] CommitmentCommand() => WithLength(
        new ByteWriter().CommandUid(0x0000_0003, StorageCommitment).Command16(0x0000_0100, 0x0130).Command16(0x0000_0110, 1)
            .Command16(0x0000_0800, 0x0102).CommandUid(0x0000_1001, StorageCommitment + ".1").Command16(0x0000_1008, 1));

    /// <summary>A command set with its group length in front.</summary>
    public static byte[] WithLength(ByteWriter command) =>
        new ByteWriter().ImplicitElement(0, BitConverter.GetBytes(command.Length)).Bytes(command.ToArray()).ToArray();

    private static ByteWriter Proposal(byte context, string abstractSyntax, string transferSyntax) => new ByteWriter().Item(
        0x20,
        new ByteWriter().Byte(context).Byte(0).Byte(0).Byte(0)
            .Item(0x30, new ByteWriter().Text(abstractSyntax).ToArray())
            .Item(0x40, new ByteWriter().Text(transferSyntax).ToArray()).ToArray());

    private static byte[] Associate(string calledAeTitle, ByteWriter contexts, ByteWriter? roles = null)
    {
        ByteWriter user = UserInformation;
        if (roles is not null)
            user.Bytes(roles.ToArray());

        return Association(1, calledAeTitle, contexts, user);
    }

    private static byte[] Association(byte type, string calledAeTitle, ByteWriter contexts, ByteWriter user)
    {
        ByteWriter content = new ByteWriter().BigEndian16(1).BigEndian16(0)
            .Text(calledAeTitle.PadRight(16)).Text(CallingAeTitle.PadRight(16)).Bytes(new byte[32])
            .Item(0x10, new ByteWriter().Text(ApplicationContext).ToArray())
            .Bytes(contexts.ToArray())
            .Item(0x50, user.ToArray());
        return new ByteWriter().Pdu(type, content.ToArray()).ToArray();
    }

    private static byte[] Response(string sopClass, int field, int status, ByteWriter? identifier = null) => Message(
        new ByteWriter().CommandUid(0x0000_0002, sopClass).Command16(0x0000_0100, field).Command16(0x0000_0120, 1)
            .Command16(0x0000_0800, identifier is null ? 0x0101 : 0x0102).Command16(0x0000_0900, status),
        identifier);

    private static byte[] Message(ByteWriter command, ByteWriter? identifier)
    {
        ByteWriter values = new ByteWriter().PresentationDataValue(Context, 3, WithLength(command));
        if (identifier is not null)
            values.PresentationDataValue(Context, 2, identifier.ToArray());

        return new ByteWriter().Pdu(4, values.ToArray()).ToArray();
    }
}
