namespace Belfry.Network;

/// <summary>
/// What <see cref="PduReader"/> found: a whole PDU, the begin of a P-DATA-TF, or a piece of one of its presentation data values.
/// The span lies in the reader's input.
/// </summary>
internal ref struct PduToken
{
    public PduType Type;

    /// <summary>False: the begin of a P-DATA-TF, or a whole PDU of another type. True: a piece of a presentation data value.</summary>
    public bool IsDataValue;

    /// <summary>The PDU behind its header, or the piece of the value behind the PDV header.</summary>
    public ReadOnlySpan<byte> Bytes;

    /// <summary>Presentation-context-ID of the value.</summary>
    public byte ContextId;

    /// <summary>Message control header, bit 0: the value is of a command, not of a data set (PS3.8 §E.2).</summary>
    public bool IsCommand;

    /// <summary>Message control header, bit 1: the value is the last of its command or data set (PS3.8 §E.2).</summary>
    public bool IsLastValue;

    /// <summary>The piece is the first of its value.</summary>
    public bool BeginsValue;

    /// <summary>The piece is the last of its value.</summary>
    public bool EndsValue;

    /// <summary>Length of the whole value, in bytes.</summary>
    public int ValueLength;
}
