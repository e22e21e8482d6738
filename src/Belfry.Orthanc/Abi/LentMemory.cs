using System.Buffers;

namespace Belfry.Orthanc.Abi;

/// <summary>What a plugin lends to a service, as memory: nobody may keep it past the service.</summary>
internal sealed unsafe class LentMemory(void* data, int size) : MemoryManager<byte>
{
    private readonly void* _data = data;

    /// <summary>What a plugin gave as address and length.</summary>
    public static ReadOnlyMemory<byte> Of(void* data, uint size) => new LentMemory(data, HostMemory.Bytes(data, size).Length).Memory;

    public override Span<byte> GetSpan() => new(_data, size);

    public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)_data + elementIndex);

    public override void Unpin()
    {
        // The memory never moves.
    }

    protected override void Dispose(bool disposing)
    {
        // It is the plugin's.
    }
}
