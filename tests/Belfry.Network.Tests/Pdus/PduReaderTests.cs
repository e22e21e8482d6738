using System.Text;
using Belfry.TestKit;
using CsCheck;
using Xunit;

namespace Belfry.Network.Tests;

public class PduReaderTests
{
    [Theory]
    [InlineData("47", AbortReason.UnrecognizedPdu)] // "GET / HTTP/1.1"
    [InlineData("16", AbortReason.UnrecognizedPdu)] // TLS ClientHello
    [InlineData("00", AbortReason.UnrecognizedPdu)]
    [InlineData("08", AbortReason.UnrecognizedPdu)]
    [InlineData("0400FFFFFFFF", AbortReason.InvalidPduParameterValue)]
    [InlineData("040000000000", AbortReason.InvalidPduParameterValue)]
    [InlineData("040000000005", AbortReason.InvalidPduParameterValue)]
    [InlineData("010080000000", AbortReason.InvalidPduParameterValue)]
    [InlineData("050000000000", AbortReason.InvalidPduParameterValue)]
    [InlineData("070000000005", AbortReason.InvalidPduParameterValue)]
    [InlineData("04000000000800000000", AbortReason.InvalidPduParameterValue, "0103")] // PDV length 0
    [InlineData("04000000000800000001", AbortReason.InvalidPduParameterValue, "0103")] // PDV length 1
    [InlineData("04000000000800000005", AbortReason.InvalidPduParameterValue, "0103")] // longer than the PDU
    [InlineData("040000000008FFFFFFFF", AbortReason.InvalidPduParameterValue, "0103")]
    [InlineData("04000000000800000002", AbortReason.InvalidPduParameterValue, "01030000")] // two bytes left over
    public void TryRead_BrokenBytes_NamesTheFault(string hex, object reason, string more = "")
    {
        var bytes = Convert.FromHexString(hex + more);
        var violation = Assert.Throws<ProtocolViolationException>(() => ReadAll(bytes, [bytes.Length]));
        Assert.Equal((AbortReason)reason, violation.AbortReason);
        Assert.Equal(AbortSource.ServiceProvider, violation.AbortSource);
    }

    [Fact]
    public void TryRead_HeaderOnly_AsksForMore()
    {
        var reader = new PduReader(16384, 65536);
        Assert.False(reader.TryRead([1, 0, 0, 0, 0, 200], out _, out var consumed, out var needed));
        Assert.Equal(0, consumed);
        Assert.Equal(206, needed);
    }

    [Fact]
    [Trait("Section", "PS3.8 E.2")]
    public void TryRead_ReservedControlBits_AreIgnored()
    {
        var events = ReadAll(Wire.DataTransfer(3, 0xFF, 1, 2), [100]);
        Assert.Equal(["DataTransfer", "3 command last 0102"], events);
    }

    [Fact]
    public void TryRead_ArbitraryBytesInArbitraryChunks_GiveTheSameEvents()
    {
        var pdu = Gen.OneOf(
            Gen.Select(Gen.Byte, Gen.Byte[0, 3], Gen.Byte.Array[0, 60]).Select((context, control, bytes) => Wire.DataTransfer(context, control, bytes)),
            Gen.Select(Gen.Int[3, 7], Gen.Byte.Array[4]).Select((type, body) => (byte[])[(byte)(type == 4 ? 5 : type), 0, 0, 0, 0, 4, .. body]),
            Gen.Byte.Array[1, 12]);
        Gen.Select(pdu.Array[1, 6].Select(parts => parts.SelectMany(p => p).ToArray()), Gen.Int[1, 20].Array[1, 10])
            .Sample((bytes, chunks) => Assert.Equal(Describe(bytes, [bytes.Length]), Describe(bytes, chunks)), iter: 1_000);
    }

    [Fact]
    public void TryRead_AnyBytes_EndInAValueMoreOrATypedError() =>
        Gen.Byte.Array[0, 300].Sample(bytes => Describe(bytes, [bytes.Length + 1]).Length >= 0, iter: 2_000);

    private static string Describe(byte[] bytes, int[] chunks)
    {
        var events = new List<string>();
        try
        {
            ReadAll(bytes, chunks, events);
        }
        catch (ProtocolViolationException violation)
        {
            events.Add(violation.Message);
        }

        return string.Join("; ", events);
    }

    private static List<string> ReadAll(byte[] bytes, int[] chunks, List<string>? events = null)
    {
        events ??= [];
        var reader = new PduReader(16384, 65536);
        var value = new StringBuilder();
        var start = 0;
        var end = 0;
        for (var turn = 0; end < bytes.Length; turn++)
        {
            end = Math.Min(bytes.Length, end + Math.Max(1, chunks[turn % chunks.Length]));
            while (reader.TryRead(bytes.AsSpan(start, end - start), out var token, out var consumed, out var needed))
            {
                start += consumed;
                if (!token.IsDataValue)
                {
                    events.Add(token.Bytes.IsEmpty ? $"{token.Type}" : $"{token.Type} {Convert.ToHexString(token.Bytes)}");
                    continue;
                }

                value.Append(Convert.ToHexString(token.Bytes));
                if (!token.EndsValue)
                    continue;
                events.Add($"{token.ContextId} {(token.IsCommand ? "command" : "data set")} {(token.IsLastValue ? "last" : "more")} {value}");
                value.Clear();
            }
        }

        return events;
    }
}
