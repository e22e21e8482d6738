using System.Text;

namespace Belfry.Server.Logging;

/// <summary>
/// Writes lines to a stream from many threads: a line is put into a buffer, and a task of its own carries the buffer out. When the
/// stream is slower than the log, whoever logs waits; nothing is lost and nothing grows without bound. Lines gather for a moment, since a
/// busy server writes one for each request; an urgent line goes out at once, and those before it too, for the process may be about to end.
/// </summary>
internal sealed class LineWriter : IAsyncDisposable
{
    /// <summary>Characters that may wait. 256 Ki: two thousand lines.</summary>
    private const int MaxWaiting = 256 * 1024;

    /// <summary>Short enough that people see no delay, long enough to spare most of the writing.</summary>
    private static readonly TimeSpan s_gathering = TimeSpan.FromMilliseconds(50);

    private readonly TextWriter _output;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _filled = new(0, 1);
    private readonly Task _carrying;
    private StringBuilder _waiting = new();
    private StringBuilder _carried = new();
    private volatile bool _ending;
    private volatile bool _isUrgent;

    public LineWriter(TextWriter output)
    {
        _output = output;
        _carrying = Task.Run(CarryAsync);
    }

    /// <summary>Puts a line behind those that wait; it is copied.</summary>
    public void Write(StringBuilder line, bool isUrgent)
    {
        bool isFirst;
        lock (_gate)
        {
            isFirst = _waiting.Length == 0;
            _waiting.Append(line).Append('\n');
            if (_waiting.Length > MaxWaiting)
                Carry();
        }

        if (isUrgent)
            _isUrgent = true;
        if (isFirst || isUrgent)
            Signal();
    }

    public async ValueTask DisposeAsync()
    {
        _ending = true;
        Signal();
        await _carrying;
        _filled.Dispose();
    }

    private void Signal()
    {
        if (_filled.CurrentCount > 0)
            return;
        try
        {
            _filled.Release();
        }
        catch (SemaphoreFullException)
        {
            // Signalled already.
        }
    }

    private async Task CarryAsync()
    {
        var ending = false;
        while (!ending)
        {
            await _filled.WaitAsync();
            if (!_isUrgent && !_ending)
                await _filled.WaitAsync(s_gathering);
            _isUrgent = false;
            ending = _ending;
            lock (_gate)
                Carry();
        }
    }

    private void Carry()
    {
        if (_waiting.Length == 0)
            return;
        (_waiting, _carried) = (_carried, _waiting);
        foreach (var chunk in _carried.GetChunks())
            _output.Write(chunk.Span);
        _output.Flush();
        _carried.Clear();
    }
}
