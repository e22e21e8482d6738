using System.Buffers.Binary;

namespace Belfry.Network;

/// <summary>
/// Cuts the bytes of a connection into tokens, in place and without I/O. P-DATA-TF is never gathered: its values come in pieces as
/// they arrive. The only state is where in a P-DATA-TF the input stands.
/// </summary>
/// <remarks>
/// PDU (PS3.8 §9.3.1):            | type 1 | reserved 1 | length 4 | ...
/// P-DATA-TF value (PS3.8 §9.3.5): | length 4 | context 1 | control 1 | ... (length counts context and control)
/// </remarks>
internal struct PduReader
{
    public const int HeaderLength = 6;
    private const int ValueHeaderLength = 6;
    private const int ShortPduLength = 4;

    // Some peers count the PDU header in when they keep to the maximum length.
    private const int LengthTolerance = HeaderLength;

    private readonly int _maxPduLength;
    private readonly int _maxAssociatePduLength;
    private uint _pduRest;
    private uint _valueRest;
    private int _valueLength;
    private byte _contextId;
    private byte _control;
    private bool _inPdu;
    private bool _inValue;

    public PduReader(int maxPduLength, int maxAssociatePduLength)
    {
        _maxPduLength = maxPduLength;
        _maxAssociatePduLength = maxAssociatePduLength;
    }

    /// <summary>True when the consumed input ended inside a P-DATA-TF.</summary>
    public readonly bool IsInsidePdu => _inPdu;

    /// <summary>Reads the next token.</summary>
    /// <param name="input">Bytes not yet consumed.</param>
    /// <param name="token">The token.</param>
    /// <param name="consumed">Bytes to take away before the next call; on false, zero.</param>
    /// <param name="needed">On false: how many bytes the input must have at least before it is worth trying again.</param>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="ProtocolViolationException">The bytes are not a PDU, or break a limit.</exception>
    public bool TryRead(ReadOnlySpan<byte> input, out PduToken token, out int consumed, out int needed)
    {
        token = default;
        consumed = 0;
        if (_inValue)
            return TryReadPiece(input, 0, false, ref token, out consumed, out needed);
        if (_inPdu)
            return TryReadValue(input, ref token, out consumed, out needed);
        needed = HeaderLength;
        if (input.IsEmpty)
            return false;
        var type = (PduType)input[0];
        if (type is < PduType.AssociateRequest or > PduType.Abort)
            throw new ProtocolViolationException(AbortSource.ServiceProvider, AbortReason.UnrecognizedPdu, Unrecognized(input[0]));
        if (input.Length < HeaderLength)
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(input[2..]);
        token.Type = type;
        if (type == PduType.DataTransfer)
        {
            if (length > (uint)(_maxPduLength + LengthTolerance) || length < ValueHeaderLength)
                throw Invalid($"P-DATA-TF of {length} bytes; the maximum is {_maxPduLength}.");
            _inPdu = true;
            _pduRest = length;
            consumed = HeaderLength;
            return true;
        }

        if (type is PduType.AssociateRequest or PduType.AssociateAccept ? length > (uint)_maxAssociatePduLength : length != ShortPduLength)
            throw Invalid($"PDU of type {(byte)type:X2}H with {length} bytes.");
        needed = HeaderLength + (int)length;
        if (input.Length < needed)
            return false;
        token.Bytes = input.Slice(HeaderLength, (int)length);
        consumed = needed;
        return true;
    }

    private bool TryReadValue(ReadOnlySpan<byte> input, ref PduToken token, out int consumed, out int needed)
    {
        consumed = 0;
        needed = ValueHeaderLength;
        if (_pduRest < ValueHeaderLength)
            throw Invalid($"{_pduRest} bytes left over at the end of a P-DATA-TF.");
        if (input.Length < ValueHeaderLength)
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(input);
        if (length < 2 || length > _pduRest - 4)
            throw Invalid($"Presentation data value of {length} bytes with {_pduRest - 4} left in the P-DATA-TF.");
        _contextId = input[4];
        _control = input[5];
        _pduRest -= ValueHeaderLength;
        _valueRest = length - 2;
        _valueLength = (int)_valueRest;
        _inValue = true;
        return TryReadPiece(input, ValueHeaderLength, true, ref token, out consumed, out needed);
    }

    private bool TryReadPiece(ReadOnlySpan<byte> input, int start, bool begins, ref PduToken token, out int consumed, out int needed)
    {
        needed = 1;
        consumed = 0;
        var count = (int)Math.Min(_valueRest, (uint)(input.Length - start));
        if (count == 0 && _valueRest > 0 && !begins)
            return false;
        _valueRest -= (uint)count;
        _pduRest -= (uint)count;
        _inValue = _valueRest > 0;
        _inPdu = _pduRest > 0 || _inValue;
        token.Type = PduType.DataTransfer;
        token.IsDataValue = true;
        token.Bytes = input.Slice(start, count);
        token.ContextId = _contextId;
        token.IsCommand = (_control & 1) != 0;
        token.IsLastValue = (_control & 2) != 0;
        token.BeginsValue = begins;
        token.EndsValue = !_inValue;
        token.ValueLength = _valueLength;
        consumed = start + count;
        return true;
    }

    // What TLS begins with, on a connection without it (RFC 8446 §5.1).
    private static string Unrecognized(byte type) => type switch
    {
        0x16 => "Unrecognized PDU type 16H: the peer speaks TLS, and this connection is without",
        0x15 => "Unrecognized PDU type 15H: the peer answers with an alert of TLS, and this connection is without",
        _ => $"Unrecognized PDU type {type:X2}H.",
    };

    private static ProtocolViolationException Invalid(string message) =>
        new(AbortSource.ServiceProvider, AbortReason.InvalidPduParameterValue, message);
}
