namespace Belfry.Server.Logging;

/// <summary>
/// Writes lines to a stream from many threads: a line is copied into a buffer, and a thread of its own writes the buffer out, in one
/// piece. Lines gather for a moment, since a busy server writes one for each request; an urgent line goes out at once, and those before
/// it too. When the stream is slower than the log, whoever logs waits: nothing is lost and nothing grows without bound (decision 0064).
/// Only what the stream refuses is lost, and is counted in a line of its own as soon as the stream takes lines again.
/// </summary>
internal sealed class LineWriter : IAsyncDisposable
{
    /// <summary>Bytes that may wait. 256 KiB: two thousand lines.</summary>
    private const int MaxWaiting = 256 * 1024;

    /// <summary>So many bytes are not kept back any longer, so that a busy server does not meet the limit.</summary>
    private const int Enough = MaxWaiting / 4;

    private const int FirstSize = 16 * 1024;

    /// <summary>Short enough that people see no delay, long enough to spare most of the writing.</summary>
    private static readonly TimeSpan s_gathering = TimeSpan.FromMilliseconds(50);

    private readonly Stream _output;
    private readonly TimeProvider _clock;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // A monitor and not a Lock: it is also waited on, by the thread for lines and by those who log for room.
    private readonly object _gate = new();
    private byte[] _waiting = new byte[FirstSize];
    private byte[] _carried = new byte[FirstSize];
    private int _length;
    private int _lines;
    private long _taken;
    private long _written;
    private long _lost;
    private bool _isUrgent;
    private bool _isEnding;
    private bool _isOver;

    /// <param name="output">Where lines go; it belongs to whoever made it.</param>
    /// <param name="clock">Says how long lines have gathered.</param>
    public LineWriter(Stream output, TimeProvider clock)
    {
        _output = output;
        _clock = clock;
        new Thread(Carry) { IsBackground = true, Name = "Belfry log" }.Start();
    }

    /// <summary>Puts a line behind those that wait; it is copied. Waits while there is no room for it; does nothing after the end.</summary>
    /// <param name="line">UTF-8, with its end of line.</param>
    /// <param name="isUrgent">It is to be seen at once.</param>
    public void Write(ReadOnlySpan<byte> line, bool isUrgent)
    {
        lock (_gate)
        {
            // A line that is longer than all the room goes into an empty buffer.
            while (!_isOver && _length > 0 && _length + line.Length > MaxWaiting)
            {
                _isUrgent = true;
                Monitor.PulseAll(_gate);
                Monitor.Wait(_gate);
            }

            if (_isOver)
                return;
            if (_waiting.Length - _length < line.Length)
                Array.Resize(ref _waiting, Math.Max(2 * _waiting.Length, _length + line.Length));
            line.CopyTo(_waiting.AsSpan(_length));
            var before = _length;
            _length += line.Length;
            _lines++;
            _taken++;
            _isUrgent |= isUrgent;
            // Those who wait for room or for a flush are woken in vain now and then, which does no harm.
            if (before == 0 || isUrgent || (before < Enough && _length >= Enough))
                Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until all lines so far are written; for a process that is about to end.</summary>
    /// <param name="patience">The longest wait, since whoever reads the lines may have stopped.</param>
    public void Flush(TimeSpan patience)
    {
        var began = _clock.GetTimestamp();
        lock (_gate)
        {
            var last = _taken;
            _isUrgent = _length > 0;
            Monitor.PulseAll(_gate);
            while (_written < last && !_isOver && patience - _clock.GetElapsedTime(began) is { Ticks: > 0 } left)
                Monitor.Wait(_gate, left);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isEnding = true;
            Monitor.PulseAll(_gate);
        }

        await _over.Task;
    }

    private void Carry()
    {
        while (TakeLines(out var length, out var lines))
        {
            var isWritten = TryWrite(_carried.AsSpan(0, length));
            // What one long line needed is not kept.
            if (_carried.Length > MaxWaiting)
                _carried = new byte[FirstSize];
            lock (_gate)
            {
                _written += lines;
                _lost += isWritten ? 0 : lines;
                Monitor.PulseAll(_gate);
            }
        }

        _over.SetResult();
    }

    /// <summary>Waits for lines and for more of them, and puts them into the carried buffer.</summary>
    /// <returns>False when there will be none.</returns>
    private bool TakeLines(out int length, out int lines)
    {
        lock (_gate)
        {
            while (_length == 0 && !_isEnding)
                Monitor.Wait(_gate);
            var began = _clock.GetTimestamp();
            while (!_isUrgent && !_isEnding && _length < Enough && s_gathering - _clock.GetElapsedTime(began) is { Ticks: > 0 } left)
                Monitor.Wait(_gate, left);
            (_waiting, _carried) = (_carried, _waiting);
            (length, lines) = (_length, _lines);
            (_length, _lines) = (0, 0);
            _isUrgent = false;
            _isOver = length == 0;
            Monitor.PulseAll(_gate);
            return length > 0;
        }
    }

    private bool TryWrite(ReadOnlySpan<byte> lines)
    {
        try
        {
            if (_lost > 0)
                _output.Write(System.Text.Encoding.UTF8.GetBytes($"belfry: {_lost} log line{(_lost == 1 ? "" : "s")} could not be written.\n"));
            _lost = 0;
            _output.Write(lines);
            _output.Flush();
            return true;
        }
        catch (IOException)
        {
            // A full disk, or nobody who reads. The server goes on; the next lines try again.
            return false;
        }
    }
}
