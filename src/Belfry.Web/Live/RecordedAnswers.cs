using System.Buffers;
using Belfry.Dicom;

namespace Belfry.Web;

/// <summary>The data sets of an operation's responses, as far as they are kept. Not thread-safe.</summary>
internal sealed class RecordedAnswers
{
    private readonly List<ReadOnlyMemory<byte>> _dataSets = [];

    /// <summary>The first ones, in the transfer syntax of the context.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> DataSets => _dataSets;

    /// <summary>Bytes of those.</summary>
    public int Length { get; private set; }

    /// <summary>How many responses had one that was not kept.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Keeps one, or counts it when it is null.</summary>
    public void Add(ReadOnlyMemory<byte>? dataSet)
    {
        if (dataSet is not { } bytes)
        {
            LeftOut++;
            return;
        }

        _dataSets.Add(bytes);
        Length += bytes.Length;
    }

    /// <summary>The bytes of a data set; null when there are more than <paramref name="limit"/>.</summary>
    public static ReadOnlyMemory<byte>? Encode(IDataSetSource dataSet, TransferSyntax transferSyntax, int limit)
    {
        var output = new LimitedBuffer(limit);
        dataSet.WriteTo(output, transferSyntax);
        return output.Written;
    }

    /// <summary>Takes any number of bytes and keeps so many.</summary>
    private sealed class LimitedBuffer(int limit) : IBufferWriter<byte>
    {
        private readonly ArrayBufferWriter<byte> _kept = new(1024);
        private byte[] _scratch = [];
        private bool _isTooLong;

        // A null beside memory would become empty memory.
        public ReadOnlyMemory<byte>? Written => _isTooLong ? default(ReadOnlyMemory<byte>?) : _kept.WrittenSpan.ToArray();

        public void Advance(int count)
        {
            if (_isTooLong)
                return;
            _kept.Advance(count);
            _isTooLong = _kept.WrittenCount > limit;
        }

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (!_isTooLong && sizeHint <= limit)
                return _kept.GetMemory(sizeHint);
            _isTooLong = true;
            if (_scratch.Length < Math.Max(sizeHint, 256))
                _scratch = new byte[Math.Max(sizeHint, 4096)];
            return _scratch;
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
