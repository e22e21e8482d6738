using System.Buffers;

namespace Belfry.Dicom;

/// <summary>For a writer that only measures.</summary>
internal sealed class NoOutput : IBufferWriter<byte>
{
    private NoOutput()
    {
    }

    public static NoOutput Instance { get; } = new();

    public void Advance(int count) => throw new NotSupportedException();

    public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

    public Span<byte> GetSpan(int sizeHint = 0) => throw new NotSupportedException();
}
