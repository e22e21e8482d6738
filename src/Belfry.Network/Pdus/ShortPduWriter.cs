namespace Belfry.Network;

/// <summary>Encodes the PDUs of ten bytes: | type 1 | reserved 1 | length 4 = 4 | 4 bytes |.</summary>
internal static class ShortPduWriter
{
    /// <summary>| reserved 1 | result 1 | source 1 | reason 1 (PS3.8 §9.3.4)</summary>
    public static void WriteReject(OutputBuffer output, AssociationRejection rejection) =>
        Write(output, PduType.AssociateReject, 0, (byte)rejection.Result, (byte)rejection.Source, rejection.Reason);

    /// <summary>| reserved 4 (PS3.8 §9.3.6)</summary>
    public static void WriteReleaseRequest(OutputBuffer output) => Write(output, PduType.ReleaseRequest, 0, 0, 0, 0);

    /// <summary>| reserved 4 (PS3.8 §9.3.7)</summary>
    public static void WriteReleaseResponse(OutputBuffer output) => Write(output, PduType.ReleaseResponse, 0, 0, 0, 0);

    /// <summary>| reserved 2 | source 1 | reason 1 (PS3.8 §9.3.8)</summary>
    public static void WriteAbort(OutputBuffer output, AbortSource source, AbortReason reason) =>
        Write(output, PduType.Abort, 0, 0, (byte)source, (byte)reason);

    private static void Write(OutputBuffer output, PduType type, byte a, byte b, byte c, byte d) =>
        output.Add([(byte)type, 0, 0, 0, 0, 4, a, b, c, d]);
}
