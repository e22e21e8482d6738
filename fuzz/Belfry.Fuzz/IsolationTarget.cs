using System.Runtime.InteropServices;
using Belfry.Orthanc.Isolation;
using Belfry.Orthanc.Isolation.Memory;
using Belfry.Orthanc.Isolation.Messages;
using Belfry.Orthanc.Isolation.Processes;
using Belfry.Sdk;

namespace Belfry.Fuzz;

/// <summary>What the server reads from a plugin's process: the ring first, then each kind of message.</summary>
internal static unsafe class IsolationTarget
{
    private const int ResponseTail = 2 * 64;
    private const int Data = 4096 + (int)SharedRegion.RingSize;

    private static readonly MessageKind[] s_kinds = [MessageKind.Answers, MessageKind.End, MessageKind.Failed];

    public static void Run(byte[] bytes)
    {
        ReadRing(bytes);
        ReadMessage(bytes);
    }

    private static void ReadRing(ReadOnlySpan<byte> bytes)
    {
        var memory = (byte*)NativeMemory.AllocZeroed((nuint)SharedRegion.Length);
        try
        {
            var filled = Math.Min(bytes.Length, (int)SharedRegion.RingSize);
            bytes[..filled].CopyTo(new Span<byte>(memory + Data, filled));
            MemoryMarshal.Write(new Span<byte>(memory + ResponseTail, 4), filled);
            var reader = SharedRegion.Over(memory).ResponseReader();
            var read = 0;
            while (reader.TryReadHeader(out var header))
            {
                reader.ReadPiece(header.Length, new byte[header.Length]);
                read += FrameHeader.Extent(header.Length);
                FuzzFinding.Unless(read <= filled, "The ring gave more than it held.");
            }
        }
        catch (ChildProtocolException)
        {
            return;
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    private static void ReadMessage(byte[] bytes)
    {
        foreach (var kind in s_kinds)
        {
            Try(() =>
            {
                foreach (var answer in QueryAnswers.Read([new ChildMessage(kind, bytes), new ChildMessage(MessageKind.End, new byte[1])]).All)
                    DataSetTarget.Touch(answer);
            });
        }

        Try(() => PluginFacts.Read(bytes));
        Try(() => LogMessage.Read(bytes));
        Try(() =>
        {
            var message = new MessageReader(bytes);
            while (!message.IsAtEnd)
                message.ReadOutcome();
        });
    }

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (Exception refused) when (refused is ChildProtocolException or DimseStatusException or ChildEndedException)
        {
            return;
        }
    }
}
