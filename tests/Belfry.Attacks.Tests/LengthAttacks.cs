using Belfry.Network;

namespace Belfry.Attacks.Tests;

/// <summary>Lengths of PDUs, items and values that lie, and other protocols on the DICOM port.</summary>
[Attack(1)]
public sealed class LengthAttacks
{
    public static TheoryData<string, byte[]> Unasked => new()
    {
        { "an association PDU of 4 GiB", [1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 1] },
        { "an association PDU of 2 GiB less one", [1, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0, 1] },
        { "an association PDU of no length", [1, 0, 0, 0, 0, 0] },
        { "P-DATA-TF of 4 GiB before an association", [4, 0, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "HTTP", "GET / HTTP/1.1\r\nHost: here\r\n\r\n"u8.ToArray() },
        { "TLS", [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3, .. new byte[64]] },
        { "zeros", new byte[4096] },
    };

    [Theory]
    [MemberData(nameof(Unasked))]
    public async Task Connection_SendsWhatIsNoAssociation_IsEndedForLittleMemory(string what, byte[] bytes)
    {
        await using var server = await AttackedServer.StartAsync();
        await Bound.HoldsAsync(4, async () =>
        {
            await using var peer = await server.ConnectAsync();
            await peer.SendAsync(bytes);
            Assert.Equal((what, true), (what, (await peer.ExpectAbortAsync()).Source is 0 or 2));
        });
        await server.AssertServesAsync();
    }

    [Theory]
    [InlineData(74 + 2, "length of the application context")]
    [InlineData(74 + 27, "length of the first presentation context")]
    public async Task Request_ItemIsLongerThanItsPdu_IsAborted(int offset, string what)
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.ConnectAsync();
        var request = TestKit.Wire.Request(peer.Request);
        (request[offset], request[offset + 1]) = (0xFF, 0xFF);

        await peer.SendAsync(request);

        // AA-1: what is no association yet is aborted by the service-user (PS3.8 table 9-10).
        Assert.Equal((what, AbortSource.ServiceUser), (what, (AbortSource)(await peer.ExpectAbortAsync()).Source));
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Message_ValueSaysFourGigabytes_IsAbortedForLittleMemory()
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.ConnectAsync();
        await peer.AssociateAsync();
        await Bound.HoldsAsync(4, async () =>
        {
            await peer.SendAsync(4, 0, 0, 0, 0, 12, 0xFF, 0xFF, 0xFF, 0xFE, 1, 3, 0, 0, 0, 0, 0, 0);
            Assert.Equal((2, 6), await peer.ExpectAbortAsync());
        });
        await server.AssertServesAsync();
    }
}
