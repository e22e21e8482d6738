using System.Runtime.InteropServices;
using Belfry.Orthanc.Isolation;
using Belfry.Orthanc.Isolation.Memory;
using CsCheck;

namespace Belfry.Isolation.Tests;

/// <summary>The rings between server and child: what is written is read, and what cannot have been written is refused.</summary>
public sealed unsafe class RingTests : IDisposable
{
    private const int ResponseTail = 2 * 64;
    private const int Data = 4096 + (int)SharedRegion.RingSize;

    private readonly byte* _memory = (byte*)NativeMemory.AlignedAlloc((nuint)SharedRegion.Length, 4096);

    public RingTests() => new Span<byte>(_memory, SharedRegion.Length).Clear();

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var region = SharedRegion.Over(_memory);
        var (writer, reader) = (region.ResponseWriter(), region.ResponseReader());
        Gen.Byte.Array[0, FrameHeader.MaxLength].Array[1, 40].Sample(
            pieces =>
            {
                var next = 0;
                foreach (var piece in pieces)
                {
                    while (!writer.TryWrite(new FrameHeader(piece.Length, 7, 35, false), piece))
                        Assert.Equal(pieces[next++], Read(reader));
                    writer.Publish();
                }

                while (next < pieces.Length)
                    Assert.Equal(pieces[next++], Read(reader));
                Assert.False(reader.TryReadHeader(out _));
            },
            iter: 20,
            threads: 1);
    }

    [Fact]
    public void Write_Full_IsRefusedUntilSomethingWasRead()
    {
        var region = SharedRegion.Over(_memory);
        var (writer, reader) = (region.ResponseWriter(), region.ResponseReader());
        var piece = new byte[FrameHeader.MaxLength];
        var count = 0;
        while (writer.TryWrite(new FrameHeader(piece.Length, 1, 35, false), piece))
            count++;
        Assert.Equal(7, count);
        Assert.False(reader.HasData);
        Assert.True(writer.Publish());
        Assert.Equal(piece.Length, Read(reader).Length);
        Assert.True(writer.TryWrite(new FrameHeader(piece.Length, 1, 35, false), piece));
    }

    [Theory]
    [InlineData(8u)]
    [InlineData(SharedRegion.RingSize + 1)]
    [InlineData(0xFFFFFFF0u)]
    public void Read_EndWhereNothingWasWritten_IsRefused(uint tail)
    {
        var reader = SharedRegion.Over(_memory).ResponseReader();
        MemoryMarshal.Write(new Span<byte>(_memory + ResponseTail, 4), tail);
        Assert.Throws<ChildProtocolException>(() => reader.TryReadHeader(out _));
    }

    [Theory]
    [InlineData(33u, 0)]
    [InlineData(uint.MaxValue, 0)]
    [InlineData(FrameHeader.MaxLength + 1u, 0)]
    [InlineData(16u, 2)]
    public void Read_HeaderThatIsNone_IsRefused(uint length, ushort more)
    {
        var reader = SharedRegion.Over(_memory).ResponseReader();
        MemoryMarshal.Write(new Span<byte>(_memory + ResponseTail, 4), 48u);
        MemoryMarshal.Write(new Span<byte>(_memory + Data, 4), length);
        MemoryMarshal.Write(new Span<byte>(_memory + Data + 10, 2), more);
        Assert.Throws<ChildProtocolException>(() => reader.TryReadHeader(out _));
    }

    [Fact]
    public void Write_ReaderThatReadTooMuch_IsRefused()
    {
        var writer = SharedRegion.Over(_memory).RequestWriter();
        MemoryMarshal.Write(new Span<byte>(_memory + 64, 4), 8u);
        Assert.Throws<ChildProtocolException>(() => writer.HasRoom(1));
    }

    [Fact]
    public void Read_AnyMemory_EndsInPiecesOrAnError() => Gen.Byte.Array[64, 4096].Sample(
        bytes =>
        {
            bytes.CopyTo(new Span<byte>(_memory + Data, bytes.Length));
            MemoryMarshal.Write(new Span<byte>(_memory + ResponseTail, 4), (uint)bytes.Length & ~7u);
            MemoryMarshal.Write(new Span<byte>(_memory + (3 * 64), 4), 0u);
            var reader = SharedRegion.Over(_memory).ResponseReader();
            try
            {
                while (reader.TryReadHeader(out var header))
                    reader.ReadPiece(header.Length, new byte[header.Length]);
            }
            catch (ChildProtocolException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        },
        iter: 500,
        threads: 1);

    private static byte[] Read(RingReader reader)
    {
        Assert.True(reader.TryReadHeader(out var header));
        Assert.Equal((7u, (ushort)35, false), (header.Call == 1 ? 7u : header.Call, header.Kind, header.HasMore));
        var piece = new byte[header.Length];
        reader.ReadPiece(header.Length, piece);
        return piece;
    }
}
