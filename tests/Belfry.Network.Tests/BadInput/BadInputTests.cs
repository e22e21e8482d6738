using System.Buffers.Binary;
using Belfry.Dicom;
using Belfry.TestKit;
using Xunit;

namespace Belfry.Network.Tests;

/// <summary>What no peer should send: each has a defined answer, and the listener goes on serving others.</summary>
public class BadInputTests
{
    private static readonly byte[] _echo = Wire.Message(1, new CEchoRequest(Uids.Verification), 1, null);

    /// <summary>Bytes on an established association, and source and reason of the A-ABORT that answers them.</summary>
    public static TheoryData<string, byte[], byte, byte> AfterAssociation => new()
    {
        { "unknown PDU type", [0x42, 0, 0, 0, 0, 4, 0, 0, 0, 0], 2, 1 },
        { "HTTP", "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), 2, 1 },
        { "second request", Wire.Request(new ScriptedPeer(InMemoryTransport.CreatePair().First).Request), 2, 2 },
        { "accept from the requestor", [2, 0, 0, 0, 0, 4, 0, 0, 0, 0], 2, 2 },
        { "reject from the requestor", [3, 0, 0, 0, 0, 4, 0, 1, 1, 1], 2, 2 },
        { "release response unasked", [6, 0, 0, 0, 0, 4, 0, 0, 0, 0], 2, 2 },
        { "P-DATA-TF over the maximum", [4, 0, 0, 0, 0x40, 7, 0, 0, 0, 0], 2, 6 },
        { "huge P-DATA-TF", [4, 0, 0xFF, 0xFF, 0xFF, 0xFF], 2, 6 },
        { "empty P-DATA-TF", [4, 0, 0, 0, 0, 0], 2, 6 },
        { "PDV length 0", [4, 0, 0, 0, 0, 6, 0, 0, 0, 0, 1, 3], 2, 6 },
        { "PDV length 1", [4, 0, 0, 0, 0, 6, 0, 0, 0, 1, 1, 3], 2, 6 },
        { "PDV longer than its PDU", [4, 0, 0, 0, 0, 8, 0, 0, 0, 9, 1, 3, 0, 0], 2, 6 },
        { "release of wrong length", [5, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0], 2, 6 },
        { "unknown context", Wire.DataTransfer(99, 3, _echo[12..]), 2, 6 },
        { "even context", Wire.DataTransfer(2, 3, _echo[12..]), 2, 6 },
        { "data set without command", Wire.DataTransfer(1, 2, 1, 2), 2, 5 },
        { "data set inside a command", [.. Wire.DataTransfer(1, 1, _echo[12..20]), .. Wire.DataTransfer(1, 2, 1, 2)], 2, 5 },
        { "command inside a data set", [.. Find(), .. Wire.DataTransfer(3, 0, 1, 2), .. Wire.DataTransfer(3, 3, _echo[12..])], 2, 5 },
        { "data set in another context", [.. Find(), .. Wire.DataTransfer(1, 2, 1, 2)], 2, 5 },
        { "command set not group 0000", Wire.DataTransfer(1, 3, 8, 0, 0, 0, 0, 0, 0, 0), 0, 0 },
        { "command element beyond the end", Wire.DataTransfer(1, 3, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0x7F), 0, 0 },
        { "command set cut off", Wire.DataTransfer(1, 3, 0, 0, 0, 1), 0, 0 },
        { "command set without Command Field", Wire.DataTransfer(1, 3, Element(0x0110, 1, 0)), 0, 0 },
        { "empty command set", Wire.DataTransfer(1, 3), 0, 0 },
        { "request without Message ID", Wire.DataTransfer(1, 3, [.. Element(0x0100, 0x30, 0), .. Element(0x0800, 1, 1)]), 0, 0 },
        { "command set too long", [.. Wire.DataTransfer(1, 1, new byte[16000]), .. Wire.DataTransfer(1, 1, new byte[16000])], 0, 0 },
        { "response to nothing", Wire.Response(1, new CEchoRequest(Uids.Verification), CEchoResponse.Success), 0, 0 },
    };

    [Theory]
    [MemberData(nameof(AfterAssociation))]
    [Trait("Section", "PS3.8 Table 9-26")]
    public async Task Established_BadBytes_AbortWithSourceAndReason(string what, byte[] bytes, byte source, byte reason)
    {
        await using var listener = new InMemoryListener();
        listener.Routes.Handle = _ => throw new InvalidOperationException("The message is not whole: no service may see it.");
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendAsync(bytes);

        Assert.Equal((what, source, reason), (what, (await peer.ExpectAbortAsync()).Source, reason));
        peer.Close();
        await AssertServesAsync(listener);
    }

    [Theory]
    [MemberData(nameof(AfterAssociation))]
    public async Task Established_BadBytesOneByOne_AbortAlike(string what, byte[] bytes, byte source, byte reason)
    {
        await using var listener = new InMemoryListener();
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        foreach (var b in bytes.AsMemory(0, Math.Min(bytes.Length, 400)).ToArray())
        {
            if (!await TrySendAsync(peer, b))
                break;
        }

        if (bytes.Length > 400)
            await TrySendAsync(peer, bytes[400..]);
        var abort = await peer.ExpectAbortAsync();
        Assert.Equal((what, source, reason), (what, abort.Source, abort.Reason));
    }

    public static TheoryData<string, byte[]> BeforeAssociation => new()
    {
        { "unknown PDU type", [0x42] },
        { "TLS", [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3] },
        { "HTTP", "GET / HTTP/1.1\r\n\r\n"u8.ToArray() },
        { "P-DATA-TF first", _echo },
        { "release first", [5, 0, 0, 0, 0, 4, 0, 0, 0, 0] },
        { "request of 4 GB", [1, 0, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "request too short", [1, 0, 0, 0, 0, 4, 0, 1, 0, 0] },
        { "item beyond the end", Patch(pdu => BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(76), 0xFFFF)) },
        { "even context", Request(2, 4) },
        { "context twice", Request(1, 3, 1) },
        { "129 contexts", Request([.. Enumerable.Range(0, 129).Select(i => (byte)((2 * i) + 1))]) },
        { "User Information over the limit", Oversize() },
    };

    [Theory]
    [MemberData(nameof(BeforeAssociation))]
    [Trait("Section", "PS3.8 Table 9-10 Sta2")]
    public async Task NotEstablished_BadBytes_AbortByServiceUser(string what, byte[] bytes)
    {
        var options = new DicomListenerOptions { Limits = new AssociationLimits { MaxUserInformationLength = 1000 } };
        await using var listener = new InMemoryListener(options: options);
        await using var peer = listener.Connect();
        await peer.SendAsync(bytes);

        // AA-1: in Sta2 the answer is the service-user's A-ABORT, whatever was wrong.
        Assert.Equal((what, (byte)0, (byte)0), (what, (await peer.ExpectAbortAsync()).Source, (byte)0));
        peer.Close();
        await AssertServesAsync(listener);
    }

    [Fact]
    public async Task Accept_128Contexts_AreAllAnswered()
    {
        await using var listener = new InMemoryListener();
        await using var peer = listener.Connect();
        peer.Request = peer.Request with
        {
            PresentationContexts = [.. Enumerable.Range(0, 128).Select(i => new ProposedPresentationContext((byte)((2 * i) + 1), Uids.Verification, [Uids.ImplicitVRLittleEndian]))],
        };
        Assert.Equal(128, (await peer.AssociateAsync()).PresentationContexts.Count);
        await peer.SendEchoAsync(1, context: 255);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
    }

    [Fact]
    public async Task Accept_PeerWithTinyMaximum_IsRefused()
    {
        await using var listener = new InMemoryListener();
        await using var peer = listener.Connect();
        peer.Request = peer.Request with { UserInformation = peer.Request.UserInformation with { MaxPduLength = 12 } };
        await peer.SendRequestAsync();
        Assert.Equal(AssociationRejection.ProviderNoReason, await peer.ExpectRejectAsync());
    }

    [Fact]
    [Trait("Section", "PS3.7 C.5.21")]
    public async Task Established_UnknownCommand_IsUnrecognizedOperation()
    {
        await using var listener = new InMemoryListener();
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        byte[] command = [.. Element(0x0100, 0x34, 0x12), .. Element(0x0110, 9, 0), .. Element(0x0800, 1, 0)];
        await peer.SendAsync([.. Wire.DataTransfer(1, 3, command), .. Wire.DataTransfer(1, 2, 1, 2, 3, 4)]);
        var response = await peer.ExpectResponseAsync();
        Assert.Equal((0x9234, 0x0211, (ushort?)9), (response.CommandField, response.Status, response.MessageIdBeingRespondedTo));
        Assert.Equal("Unrecognized operation", response.ErrorComment);
        await peer.SendEchoAsync(10);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
    }

    [Fact]
    [Trait("Section", "PS3.8 E.2")]
    public async Task Established_ReservedControlBits_AreNotLookedAt()
    {
        await using var listener = new InMemoryListener();
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        var bytes = (byte[])_echo.Clone();
        bytes[11] = 0xFF;
        await peer.SendAsync(bytes);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
    }

    private static async Task AssertServesAsync(InMemoryListener listener)
    {
        await using var peer = listener.Connect();
        await peer.AssociateAsync();
        await peer.SendEchoAsync(1);
        Assert.Equal(0, (await peer.ExpectResponseAsync()).Status);
    }

    private static async Task<bool> TrySendAsync(ScriptedPeer peer, params byte[] bytes)
    {
        try
        {
            await peer.SendAsync(bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static byte[] Find() => Wire.Message(3, new CFindRequest(Uids.ModalityWorklistInformationModelFind), 1, new RawDataSet(Array.Empty<byte>()))[..^12];

    private static byte[] Element(ushort element, params byte[] value) =>
        [0, 0, (byte)element, (byte)(element >> 8), (byte)value.Length, 0, 0, 0, .. value];

    private static byte[] Request(params byte[] ids)
    {
        var good = new ScriptedPeer(InMemoryTransport.CreatePair().First).Request;
        return Wire.Request(good with
        {
            PresentationContexts = [.. ids.Select(id => new ProposedPresentationContext(id, Uids.Verification, [Uids.ImplicitVRLittleEndian]))],
        });
    }

    private static byte[] Patch(Action<byte[]> change)
    {
        var pdu = Request(1);
        change(pdu);
        return pdu;
    }

    private static byte[] Oversize()
    {
        var good = new ScriptedPeer(InMemoryTransport.CreatePair().First).Request;
        var identity = new UserIdentity(UserIdentityType.JsonWebToken, true, new byte[2000], default);
        return Wire.Request(good with { UserInformation = good.UserInformation with { UserIdentity = identity } });
    }
}
