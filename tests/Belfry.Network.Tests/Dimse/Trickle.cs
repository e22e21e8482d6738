namespace Belfry.Network.Tests.Dimse;

/// <summary>A stream that gives its bytes in small pieces, and knows neither its length nor how to be read at once.</summary>
internal sealed class Trickle(byte[] bytes, int piece) : Stream
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, TaskCompletionSource> _reached = [];
    private int _position;
    private int _reads;

    /// <summary>Awaited before each read, which are counted from 1.</summary>
    public Func<int, Task> Before { get; init; } = static _ => Task.CompletedTask;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Completes when a read has begun.</summary>
    public Task Reached(int read)
    {
        lock (_lock)
        {
            if (!_reached.TryGetValue(read, out var source))
                _reached.Add(read, source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (_reads >= read)
                source.TrySetResult();
            return source.Task;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_reached.TryGetValue(++_reads, out var source))
                source.TrySetResult();
        }

        await Before(_reads);
        var count = Math.Min(Math.Min(piece, buffer.Length), bytes.Length - _position);
        bytes.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
