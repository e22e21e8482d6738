using System.Buffers;
using System.Runtime.InteropServices;

namespace Belfry.Dicom;

/// <summary>Output into one array, which is not copied when its length was known.</summary>
internal sealed class WholeOutput : IBufferWriter<byte>
{
    private const int LeastCapacity = 256;
    private readonly ArrayBufferWriter<byte> _bytes;

    /// <param name="length">How much will come; 0 when nobody knows.</param>
    /// <exception cref="InvalidOperationException">More than an array can have.</exception>
    public WholeOutput(long length)
    {
        if (length > Array.MaxLength)
            throw new InvalidOperationException($"{length} bytes are more than an array can have.");
        _bytes = new ArrayBufferWriter<byte>(length == 0 ? LeastCapacity : (int)length);
    }

    public void Advance(int count) => _bytes.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.GetSpan(sizeHint);

    /// <summary>What has been written; nothing may be written any more.</summary>
    public byte[] TakeBytes() => MemoryMarshal.TryGetArray(_bytes.WrittenMemory, out var written) && written.Array?.Length == written.Count
        ? written.Array
        : _bytes.WrittenSpan.ToArray();
}
