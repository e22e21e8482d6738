using Belfry.Dicom;
using Belfry.Network;
using Belfry.TestKit;

namespace Belfry.Attacks.Tests;

/// <summary>Commands and data sets that do not end, and what is left of each association.</summary>
[Attack(5)]
public sealed class MemoryAttacks
{
    [Fact]
    public async Task Command_ThatNeverEnds_IsAborted()
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.ConnectAsync();
        await peer.AssociateAsync();
        await Bound.HoldsAsync(8, async () =>
        {
            for (var i = 0; i < 3; i++)
                await peer.SendAsync(Wire.DataTransfer(1, 1, new byte[8000]));
            Assert.Equal(0, (await peer.ExpectAbortAsync()).Source);
        });
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Identifier_ThatNeverEnds_IsRefusedForAsMuchMemoryAsItMayTake()
    {
        await using var server = await AttackedServer.StartAsync();
        await using var peer = await server.ConnectAsync();
        await peer.AssociateAsync();
        var part = Wire.DataTransfer(3, 0, new byte[16000]);
        var command = Wire.Message(3, new CFindRequest(Uids.ModalityWorklistInformationModelFind), 1, new RawDataSet(new byte[8]));
        var commandOnly = command[..(6 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(command.AsSpan(2)))];
        await Bound.HoldsAsync(64, async () =>
        {
            await peer.SendAsync(commandOnly[..^(commandOnly.Length - CommandEnd(commandOnly))]);
            for (var i = 0; i < 200; i++)
                await peer.SendAsync(part);
            await peer.SendAsync(Wire.DataTransfer(3, 2, new byte[8]));
            Assert.Equal(0xA700, (await peer.SkipToFinalAsync()).Status);
        });
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Instance_ThatBreaksOff_LeavesNothing()
    {
        await using var server = await AttackedServer.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await using var peer = await server.AssociateAsync(Uids.ImplicitVRLittleEndian, Uids.CTImageStorage);
            var message = Wire.Message(1, new CStoreRequest(Uids.CTImageStorage, new DicomUid($"1.2.3.{i}")), 1, new RawDataSet(new byte[600_000]));
            await peer.SendAsync(message[..500_000]);
            peer.Close();
        }

        await server.AssertServesAsync();
        Assert.Equal(0, await server.CountAsync());
    }

    [Fact]
    public async Task Associations_OpenedAndBrokenOff_LeaveNoMemory()
    {
        await using var server = await AttackedServer.StartAsync();
        await BreakOffAsync(server, 100);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await BreakOffAsync(server, 1000);
        await server.AssertServesAsync();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4 * 1024 * 1024);
    }

    private static async Task BreakOffAsync(AttackedServer server, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await using var peer = await server.ConnectAsync();
            await peer.AssociateAsync();
            await peer.SendAsync(Wire.DataTransfer(1, 1, new byte[100]));
            if (i % 2 == 0)
                await peer.SendAbortAsync();
            peer.Close();
        }
    }

    // A message in one PDU has its command in the first value.
    private static int CommandEnd(byte[] pdu) => 6 + 4 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(pdu.AsSpan(6));
}
