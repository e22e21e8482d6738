using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Belfry.Dicom;
using Belfry.Network;

namespace Belfry.TestKit;

/// <summary>
/// A peer that does what a test says, in the protocol's words: send this, expect that. It keeps no rules of its own, so that it can
/// also do what no peer should.
/// </summary>
public sealed class ScriptedPeer : IAsyncDisposable
{
    // Long enough for the slowest machine: a test that waits in vain fails instead of hanging.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly ITransport _transport;
    private byte[] _input = new byte[64 * 1024];
    private int _count;

    public ScriptedPeer(ITransport transport) => _transport = transport;

    public AssociateRequestPdu Request { get; set; } = new()
    {
        CalledAETitle = "BELFRY",
        CallingAETitle = "PEER",
        PresentationContexts =
        [
            new ProposedPresentationContext(1, Uids.Verification, [Uids.ImplicitVRLittleEndian]),
            new ProposedPresentationContext(3, Uids.ModalityWorklistInformationModelFind, [Uids.ExplicitVRLittleEndian, Uids.ImplicitVRLittleEndian]),
        ],
        UserInformation = new UserInformation { MaxPduLength = 16384, ImplementationClassUid = new DicomUid("1.2.3.4") },
    };

    /// <summary>A peer over TCP.</summary>
    public static async Task<ScriptedPeer> ConnectAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint).ConfigureAwait(false);
        return new ScriptedPeer(new SocketTransport(socket));
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(params byte[] bytes) => await _transport.SendAsync(bytes).ConfigureAwait(false);

    /// <summary>Sends bytes as a slow network would, whether the other side still listens or not.</summary>
    /// <param name="bytes">The bytes; null closes the connection.</param>
    /// <param name="length">How many at once; 0 for all.</param>
    public async Task SendInPiecesAsync(byte[]? bytes, int length)
    {
        if (bytes is null)
        {
            Close();
            return;
        }

        try
        {
            foreach (var part in bytes.Chunk(length == 0 ? bytes.Length : length))
                await SendAsync(part).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It may have heard enough; what it says to that is what counts.
            return;
        }
    }

    /// <summary>Sends the request and expects an answer that accepts.</summary>
    public async Task<AssociateAcceptPdu> AssociateAsync()
    {
        await SendRequestAsync().ConfigureAwait(false);
        return await ExpectAcceptAsync().ConfigureAwait(false);
    }

    public Task SendRequestAsync() => SendAsync(Wire.Request(Request));

    public Task SendEchoAsync(ushort messageId, byte context = 1) => SendCommandAsync(context, new CEchoRequest(Uids.Verification), messageId);

    public async Task SendFindAsync(ushort messageId, byte context = 3, IDataSetSource? identifier = null)
    {
        await SendAsync(Wire.Message(context, new CFindRequest(Uids.ModalityWorklistInformationModelFind), messageId, identifier ?? new RawDataSet(new byte[] { 0x10, 0, 0x10, 0, 0, 0, 0, 0 }))).ConfigureAwait(false);
    }

    public Task SendCommandAsync(byte context, DimseRequest request, ushort messageId) => SendAsync(Wire.Message(context, request, messageId, null));

    public Task SendCancelAsync(ushort messageId, byte context = 3) => SendAsync(Wire.Cancel(context, messageId));

    public Task SendReleaseRequestAsync() => SendAsync(5, 0, 0, 0, 0, 4, 0, 0, 0, 0);

    public Task SendReleaseResponseAsync() => SendAsync(6, 0, 0, 0, 0, 4, 0, 0, 0, 0);

    public Task SendAbortAsync(byte source = 0, byte reason = 0) => SendAsync(7, 0, 0, 0, 0, 4, 0, 0, source, reason);

    public async Task<AssociateRequestPdu> ExpectRequestAsync()
    {
        var pdu = await ExpectPduAsync(PduType.AssociateRequest).ConfigureAwait(false);
        return AssociatePduReader.ReadRequest(pdu, AssociationLimits.Default);
    }

    public async Task<AssociateAcceptPdu> ExpectAcceptAsync()
    {
        var pdu = await ExpectPduAsync(PduType.AssociateAccept).ConfigureAwait(false);
        return AssociatePduReader.ReadAccept(pdu, AssociationLimits.Default);
    }

    public async Task<AssociationRejection> ExpectRejectAsync() =>
        AssociatePduReader.ReadReject(await ExpectPduAsync(PduType.AssociateReject).ConfigureAwait(false));

    public Task ExpectReleaseRequestAsync() => ExpectPduAsync(PduType.ReleaseRequest);

    public Task ExpectReleaseResponseAsync() => ExpectPduAsync(PduType.ReleaseResponse);

    /// <summary>Expects an A-ABORT and gives its source and reason.</summary>
    public async Task<(byte Source, byte Reason)> ExpectAbortAsync()
    {
        var pdu = await ExpectPduAsync(PduType.Abort).ConfigureAwait(false);
        return (pdu[2], pdu[3]);
    }

    /// <summary>Reads on, past responses, until an A-ABORT comes.</summary>
    public async Task<(byte Source, byte Reason)> SkipToAbortAsync()
    {
        var pdu = await SkipToAsync(PduType.Abort).ConfigureAwait(false);
        return (pdu[2], pdu[3]);
    }

    /// <summary>Reads on, past responses, until A-RELEASE-RP comes.</summary>
    public Task SkipToReleaseResponseAsync() => SkipToAsync(PduType.ReleaseResponse);

    /// <summary>Expects a response and gives its command elements.</summary>
    public async Task<ReceivedCommand> ExpectResponseAsync()
    {
        var (command, _) = await ExpectMessageAsync().ConfigureAwait(false);
        return command;
    }

    /// <summary>Expects a whole message: its command, and the bytes of its data set.</summary>
    public async Task<(ReceivedCommand Command, byte[]? DataSet)> ExpectMessageAsync()
    {
        var command = ReceivedCommand.Parse(await GatherAsync(isCommand: true).ConfigureAwait(false));
        return (command, command.HasDataSet ? await GatherAsync(isCommand: false).ConfigureAwait(false) : null);
    }

    /// <summary>Expects a P-DATA-TF of one value: its message control header, and its fragment.</summary>
    public async Task<(byte Control, byte[] Fragment)> ExpectFragmentAsync()
    {
        var pdu = await ExpectPduAsync(PduType.DataTransfer).ConfigureAwait(false);
        return BinaryPrimitives.ReadInt32BigEndian(pdu) == pdu.Length - 4
            ? (pdu[5], pdu[6..])
            : throw new InvalidOperationException("Expected one value, got several.");
    }

    /// <summary>Reads on, past pending responses, until the final one.</summary>
    public async Task<ReceivedCommand> SkipToFinalAsync()
    {
        while (true)
        {
            var (command, _) = await ExpectMessageAsync().ConfigureAwait(false);
            if (!new DimseStatus(command.Status).IsPending)
                return command;
        }
    }

    /// <summary>Expects the other side to close the connection, or to have nothing more to say before it does.</summary>
    public async Task ExpectCloseAsync()
    {
        if (await ReceiveAsync().ConfigureAwait(false))
            throw new InvalidOperationException($"Expected the end of the connection, but got {_count} bytes.");
    }

    public void Close() => _transport.Close();

    public ValueTask DisposeAsync() => _transport.DisposeAsync();

    /// <summary>The next PDU, whatever it is.</summary>
    internal async Task<(PduType Type, byte[] Body)> NextPduAsync()
    {
        while (_count < 6 || _count < 6 + BinaryPrimitives.ReadInt32BigEndian(_input.AsSpan(2)))
        {
            if (!await ReceiveAsync().ConfigureAwait(false))
                throw new EndOfStreamException("The other side has closed the connection.");
        }

        var type = (PduType)_input[0];
        var length = BinaryPrimitives.ReadInt32BigEndian(_input.AsSpan(2));
        var body = _input.AsSpan(6, length).ToArray();
        _count -= 6 + length;
        Array.Copy(_input, 6 + length, _input, 0, _count);
        return (type, body);
    }

    private async Task<byte[]> SkipToAsync(PduType wanted)
    {
        while (true)
        {
            var (type, pdu) = await NextPduAsync().ConfigureAwait(false);
            if (type == wanted)
                return pdu;
        }
    }

    private async Task<byte[]> ExpectPduAsync(PduType expected)
    {
        var (type, body) = await NextPduAsync().ConfigureAwait(false);
        return type == expected
            ? body
            : throw new InvalidOperationException($"Expected {expected}, got {type}: {Convert.ToHexString(body.AsSpan(0, Math.Min(16, body.Length)))}.");
    }

    private async Task<byte[]> GatherAsync(bool isCommand)
    {
        var gathered = new List<byte>();
        while (true)
        {
            var pdu = await ExpectPduAsync(PduType.DataTransfer).ConfigureAwait(false);
            for (var at = 0; at < pdu.Length;)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(pdu.AsSpan(at));
                var control = pdu[at + 5];
                if ((control & 1) != 0 != isCommand)
                    throw new InvalidOperationException(isCommand ? "Expected a command, got a data set." : "Expected a data set, got a command.");
                gathered.AddRange(pdu.AsSpan(at + 6, length - 2));
                at += 4 + length;
                if ((control & 2) != 0)
                    return [.. gathered];
            }
        }
    }

    private async Task<bool> ReceiveAsync()
    {
        if (_count == _input.Length)
            Array.Resize(ref _input, 2 * _input.Length);
        int received;
        try
        {
            received = await _transport.ReceiveAsync(_input.AsMemory(_count)).AsTask().WaitAsync(_patience).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // A reset is an end, too.
            return false;
        }

        _count += received;
        return received > 0;
    }
}
