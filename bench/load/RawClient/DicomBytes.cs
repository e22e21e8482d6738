namespace Belfry.LoadBench.RawClient;

/// <summary>The fixed messages of the raw client, whole PDUs ready to be sent.</summary>
internal static class DicomBytes
{
    public const byte Context = 1;

    private const string ApplicationContext = "1.2.840.10008.3.1.1.1";
    private const string Verification = "1.2.840.10008.1.1";
    private const string ModalityWorklistFind = "1.2.840.10008.5.1.4.31";
    private const string ImplicitLittleEndian = "1.2.840.10008.1.2";
    private const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";

    public static byte[] ReleaseRequest { get; } = new ByteWriter().Pdu(5, [0, 0, 0, 0]).ToArray();

    /// <summary>C-ECHO-RQ (PS3.7 §9.3.5).</summary>
    public static byte[] EchoRequest { get; } = Message(
        new ByteWriter().CommandUid(0x0000_0002, Verification).Command16(0x0000_0100, 0x0030).Command16(0x0000_0110, 1)
            .Command16(0x0000_0800, 0x0101),
        identifier: null);

    public static byte[] AssociateForEcho(string calledAeTitle) => Associate(calledAeTitle, Verification, ImplicitLittleEndian);

    public static byte[] AssociateForWorklist(string calledAeTitle) =>
        Associate(calledAeTitle, ModalityWorklistFind, ExplicitLittleEndian);

    /// <summary>C-FIND-RQ (PS3.7 §9.3.2), command and identifier in one PDU.</summary>
    public static byte[] WorklistRequest(ByteWriter identifier) => Message(
        new ByteWriter().CommandUid(0x0000_0002, ModalityWorklistFind).Command16(0x0000_0100, 0x0020).Command16(0x0000_0110, 1)
            .Command16(0x0000_0700, 0).Command16(0x0000_0800, 0x0102),
        identifier);

    private static byte[] Associate(string calledAeTitle, string abstractSyntax, string transferSyntax)
    {
        ByteWriter context = new ByteWriter().Byte(Context).Byte(0).Byte(0).Byte(0)
            .Item(0x30, new ByteWriter().Text(abstractSyntax).ToArray())
            .Item(0x40, new ByteWriter().Text(transferSyntax).ToArray());
        ByteWriter user = new ByteWriter()
            .Item(0x51, new ByteWriter().BigEndian32(131072).ToArray())
            .Item(0x52, new ByteWriter().Text("1.2.826.0.1.3680043.10.1337.90").ToArray())
            .Item(0x55, new ByteWriter().Text("LOADBENCH").ToArray());
        ByteWriter content = new ByteWriter().BigEndian16(1).BigEndian16(0)
            .Text(calledAeTitle.PadRight(16)).Text("LOADBENCH".PadRight(16)).Bytes(new byte[32])
            .Item(0x10, new ByteWriter().Text(ApplicationContext).ToArray())
            .Item(0x20, context.ToArray())
            .Item(0x50, user.ToArray());
        return new ByteWriter().Pdu(1, content.ToArray()).ToArray();
    }

    private static byte[] Message(ByteWriter command, ByteWriter? identifier)
    {
        ByteWriter withLength = new ByteWriter().ImplicitElement(0, BitConverter.GetBytes(command.Length)).Bytes(command.ToArray());
        ByteWriter values = new ByteWriter().PresentationDataValue(Context, 3, withLength.ToArray());
        if (identifier is not null)
            values.PresentationDataValue(Context, 2, identifier.ToArray());

        return new ByteWriter().Pdu(4, values.ToArray()).ToArray();
    }
}
