using System.Buffers.Binary;
using System.IO.Compression;
using Belfry.Dicom;

namespace Belfry.Attacks.Tests;

/// <summary>Data sets made to break who reads them: depth, delimiters, lengths, VRs, compression.</summary>
[Attack(6)]
public sealed class ParserAttacks
{
    private static readonly byte[] _head = AttackedServer.Image("1.2.3.4").ToBytes(TransferSyntax.ExplicitVRLittleEndian);

    public static TheoryData<string, byte[]> Broken => new()
    {
        { "10,000 sequences within one another", Deep(10_000, isClosed: true) },
        { "10,000 sequences that nobody closes", Deep(10_000, isClosed: false) },
        { "a value of 4 GiB less two", [.. _head, 0x30, 0, 0x10, 0, (byte)'O', (byte)'B', 0, 0, 0xFE, 0xFF, 0xFF, 0xFF] },
        { "an item of nothing", [.. _head, 0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0] },
        { "a sequence longer than what there is", [.. _head, 0x30, 0, 0x10, 0, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0, 0, 0] },
        { "half a header", [.. _head, 0x30, 0, 0x10] },
        { "nothing", [] },
        { "zeros", new byte[100_000] },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Instance_ThatCannotBeRead_IsRefusedAndLeavesNothing(string what, byte[] bytes)
    {
        await using var server = await AttackedServer.StartAsync();
        await Bound.HoldsAsync(64, async () =>
        {
            var response = await server.StoreAsync(bytes, Uids.ExplicitVRLittleEndian);
            Assert.True(response.Status is 0xC000 or 0xA900, $"{what}: {response.Status:X4}H");
            Assert.NotNull(response.ErrorComment);
        });
        Assert.Equal(0, await server.CountAsync());
    }

    [Fact]
    public async Task Instance_DeflatedAThousandTimes_IsNotUnpackedIntoMemory()
    {
        await using var server = await AttackedServer.StartAsync();
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(_head);
            byte[] pixels = [0xE0, 0x7F, 0x10, 0, (byte)'O', (byte)'B', 0, 0, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32LittleEndian(pixels.AsSpan(8), 512 * 1024 * 1024);
            deflate.Write(pixels);
            for (var i = 0; i < 512; i++)
                deflate.Write(new byte[1024 * 1024]);
        }

        await Bound.HoldsAsync(128, async () => await server.StoreAsync(packed.ToArray(), Uids.DeflatedExplicitVRLittleEndian));
        await server.AssertServesAsync();
    }

    [Fact]
    public async Task Instance_TenThousandEmptySequencesInARow_IsStored()
    {
        await using var server = await AttackedServer.StartAsync();
        var bytes = new List<byte>(_head);
        for (var i = 0; i < 10_000; i++)
            bytes.AddRange([0x41, 0, (byte)i, (byte)(i >> 8), (byte)'S', (byte)'Q', 0, 0, 0, 0, 0, 0]);
        await Bound.HoldsAsync(64, async () => Assert.Equal(0, (await server.StoreAsync([.. bytes], Uids.ExplicitVRLittleEndian)).Status));
        Assert.Equal(1, await server.CountAsync());
    }

    private static byte[] Deep(int levels, bool isClosed)
    {
        var bytes = new List<byte>(_head);
        for (var i = 0; i < levels; i++)
            bytes.AddRange([0x40, 0, 0x75, 0x02, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF]);
        for (var i = 0; isClosed && i < levels; i++)
            bytes.AddRange([0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
        return [.. bytes];
    }
}
