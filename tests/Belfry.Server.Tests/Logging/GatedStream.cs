using System.Text;

namespace Belfry.Server.Tests.Logging;

/// <summary>A stream that takes bytes only while its gate is open, and says how many writes there were.</summary>
internal sealed class GatedStream : MemoryStream
{
    private readonly ManualResetEventSlim _open = new(true);
    private readonly ManualResetEventSlim _isWaiting = new(false);
    private readonly Lock _lock = new();

    public int Writes { get; private set; }

    /// <summary>Thrown by the next writes.</summary>
    public IOException? Fault { get; set; }

    public string Text
    {
        get
        {
            lock (_lock)
                return Encoding.UTF8.GetString(ToArray());
        }
    }

    public void Shut() => _open.Reset();

    public void Open() => _open.Set();

    /// <summary>Returns when a writer stands before the gate.</summary>
    public void AwaitWriter(CancellationToken cancellation) => _isWaiting.Wait(cancellation);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!_open.IsSet)
            _isWaiting.Set();
        _open.Wait();
        if (Fault is { } fault)
            throw fault;
        lock (_lock)
        {
            base.Write(buffer);
            Writes++;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _open.Set();
        base.Dispose(disposing);
    }
}
