using System.Net;
using Belfry.TestKit;

namespace Belfry.Attacks.Tests;

/// <summary>More connections and associations than anybody needs, and peers that never come to the point.</summary>
[Attack(2)]
public sealed class FloodAttacks
{
    [Fact]
    public async Task Associations_MoreThanOneAddressMayHave_AreRefusedAndFreedPlacesAreGivenAgain()
    {
        await using var server = await AttackedServer.StartAsync();
        var held = new List<ScriptedPeer>();
        for (var i = 0; i < 40; i++)
        {
            held.Add(await server.ConnectAsync());
            await held[i].AssociateAsync();
        }

        await using var tooMany = await server.ConnectAsync();
        await tooMany.SendRequestAsync();
        var refusal = await tooMany.ExpectRejectAsync();
        await held[0].SendReleaseRequestAsync();
        await held[0].ExpectReleaseResponseAsync();

        Assert.Equal(2, (int)refusal.Result);
        await server.AssertServesAsync();
        foreach (var peer in held)
            await peer.DisposeAsync();
    }

    [Fact]
    public async Task Connections_ThatSayNothing_LeaveRoomForWhoAsks()
    {
        await using var server = await AttackedServer.StartAsync();
        var silent = new List<ScriptedPeer>();
        for (var i = 0; i < 70; i++)
            silent.Add(await server.ConnectAsync());

        await server.AssertServesAsync();
        foreach (var peer in silent)
            await peer.DisposeAsync();
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Http_MoreConnectionsThanOneAddressMayHave_AreClosedAndOthersAreServed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: a second address of this machine is there without being asked for on Linux only");
        await using var server = await AttackedServer.StartAsync("""
            { "StorageDirectory": "archive", "Belfry": { "MaximumHttpConnectionsPerAddress": 20 } }
            """);
        await using var flood = await HttpFlood.StartAsync(server.HttpPort, 25);

        Assert.Equal(5, await flood.CountClosedAsync(5));
        Assert.Equal(HttpStatusCode.OK, await HttpFlood.AskAsync(server.HttpPort, IPAddress.Parse("127.0.0.2")));
        await flood.DisposeAsync();
        Assert.Equal(HttpStatusCode.OK, await HttpFlood.AskAsync(server.HttpPort, IPAddress.Loopback));
    }

    [Fact]
    public async Task Request_ByteByByte_IsTakenAndKeepsNobodyWaiting()
    {
        await using var server = await AttackedServer.StartAsync();
        await using var slow = await server.ConnectAsync();
        var request = Wire.Request(slow.Request);
        foreach (var part in request[..^1])
            await slow.SendAsync(part);
        await server.AssertServesAsync();
        await slow.SendAsync(request[^1]);
        await slow.ExpectAcceptAsync();
    }
}
