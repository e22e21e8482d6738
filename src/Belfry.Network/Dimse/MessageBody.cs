using System.Buffers;
using System.IO.Pipelines;

namespace Belfry.Network;

/// <summary>
/// The data set of a message being received: gathered up to a limit, and streamed beyond it if a reader may have it in parts.
/// The association's loop writes; one operation reads, once there is something to read.
/// </summary>
internal sealed class MessageBody
{
    private const int SegmentSize = 64 * 1024;
    private const int PauseAt = 512 * 1024;
    private const int FirstSize = 1024;

    // A reader is woken for a segment, not for each value: that costs more than copying it.
    private const int FlushAt = SegmentSize;

    // The operation starts with so much: most instances are then read in one or two goes.
    private const int ReadyAt = 256 * 1024;

    private static readonly PipeOptions _options =
        new(pauseWriterThreshold: PauseAt, resumeWriterThreshold: PauseAt / 2, minimumSegmentSize: SegmentSize, useSynchronizationContext: false);

    private readonly int _limit;
    private readonly bool _mayStream;
    private byte[] _bytes = [];
    private int _length;
    private Pipe? _pipe;

    public MessageBody(int limit, bool mayStream)
    {
        _limit = limit;
        _mayStream = mayStream;
    }

    public bool IsComplete { get; private set; }

    public bool IsStreaming => _pipe is not null;

    /// <summary>True when the operation may start: it is complete, or streams and there is much to read.</summary>
    public bool IsReady => IsComplete || (IsStreaming && _length >= ReadyAt);

    /// <summary>What has been gathered, while it does not stream and was not taken.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>A value of the length begins; if it is the first and the last, its length is that of the whole, else another follows.</summary>
    public void Expect(int length, bool isLast)
    {
        if (_length == 0 && _pipe is null && length > 0 && length <= _limit)
            _bytes = GC.AllocateUninitializedArray<byte>(isLast ? length : (int)Math.Min(2L * length, _limit));
    }

    /// <summary>Takes a piece.</summary>
    /// <param name="piece">The bytes, copied.</param>
    /// <param name="room">When not null: to be awaited before the next piece, since the reader is slow.</param>
    /// <returns>False when the limit is exceeded and the body may not stream.</returns>
    public bool Append(ReadOnlySpan<byte> piece, out Task? room)
    {
        room = null;
        if (_pipe is null && piece.Length <= _limit - _length)
        {
            EnsureSize(piece.Length);
            piece.CopyTo(_bytes.AsSpan(_length));
            _length += piece.Length;
            return true;
        }

        if (!_mayStream)
            return false;
        if (_pipe is null)
        {
            _pipe = new Pipe(_options);
            _pipe.Writer.Write(_bytes.AsSpan(0, _length));
            _bytes = [];
        }

        _pipe.Writer.Write(piece);
        _length = (int)Math.Min((long)_length + piece.Length, ReadyAt);
        if (_pipe.Writer.UnflushedBytes < FlushAt)
            return true;
        var flush = _pipe.Writer.FlushAsync();
        if (!flush.IsCompleted)
            room = flush.AsTask();
        return true;
    }

    public void Complete()
    {
        IsComplete = true;
        _pipe?.Writer.Complete();
    }

    /// <summary>The rest will not come: reads fail, a waiting write goes on.</summary>
    public void Break(Exception reason)
    {
        if (_pipe is null || IsComplete)
            return;
        IsComplete = true;
        _pipe.Writer.CancelPendingFlush();
        _pipe.Writer.Complete(reason);
    }

    /// <summary>Nobody will read what is left.</summary>
    public void Skip()
    {
        if (_pipe is null)
            TakeBytes();
        else
            _pipe.Reader.Complete();
    }

    /// <summary>The whole, when it did not stream. The memory is the caller's.</summary>
    public ReadOnlyMemory<byte> TakeBytes()
    {
        var bytes = _bytes.AsMemory(0, _length);
        _bytes = [];
        _length = 0;
        return bytes;
    }

    public PipeReader OpenReader() => _pipe?.Reader ?? PipeReader.Create(new ReadOnlySequence<byte>(TakeBytes()));

    private void EnsureSize(int count)
    {
        if (_bytes.Length - _length >= count)
            return;
        var size = Math.Min(_limit, Math.Max(FirstSize, Math.Max(_length + count, (int)Math.Min(2L * _bytes.Length, _limit))));
        var bytes = GC.AllocateUninitializedArray<byte>(size);
        Bytes.CopyTo(bytes);
        _bytes = bytes;
    }
}
