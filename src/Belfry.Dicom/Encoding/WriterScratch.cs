using System.Buffers;

namespace Belfry.Dicom;

/// <summary>What a writer needs beside the output, kept for the next one on the same thread so that writing allocates nothing.</summary>
internal sealed class WriterScratch
{
    [ThreadStatic]
    private static WriterScratch? t_spare;

    private uint[] _lengths = new uint[32];
    private int _lengthCount;
    private int _nextLength;

    /// <summary>For text that is not ASCII.</summary>
    public ArrayBufferWriter<byte> Text { get; } = new(256);

    public static WriterScratch Rent()
    {
        var scratch = t_spare ?? new WriterScratch();
        t_spare = null;
        return scratch;
    }

    public static void Return(WriterScratch scratch)
    {
        if (scratch.Text.Capacity <= 64 * 1024 && scratch._lengths.Length <= 4096)
            t_spare = scratch;
    }

    public void StartMeasuring() => _lengthCount = _nextLength = 0;

    /// <summary>Keeps a place for a length that is known later, in the order in which lengths are written.</summary>
    public int Reserve()
    {
        if (_lengthCount == _lengths.Length)
            Array.Resize(ref _lengths, _lengthCount * 2);
        return _lengthCount++;
    }

    public void Fill(int place, long length) => _lengths[place] = length < uint.MaxValue
        ? (uint)length
        : throw new InvalidOperationException("A sequence of 4 GiB needs an undefined length.");

    public uint NextLength() => _lengths[_nextLength++];
}
