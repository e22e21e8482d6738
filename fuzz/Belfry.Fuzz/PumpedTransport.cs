using System.Net;
using System.Threading.Tasks.Sources;
using Belfry.Network;

namespace Belfry.Fuzz;

/// <summary>A connection whose receives complete when the pump says so and on its thread, so that one thread does nearly all the work.</summary>
internal sealed class PumpedTransport : ITransport, IValueTaskSource<int>
{
    private readonly MemoryStream _sent = new();
    private ManualResetValueTaskSourceCore<int> _receive;
    private Memory<byte> _room;
    private bool _waits;

    public EndPoint? RemoteEndPoint => null;

    public bool IsClosed { get; private set; }

    /// <summary>What was sent.</summary>
    public ReadOnlySpan<byte> Sent
    {
        get
        {
            lock (_sent)
                return _sent.ToArray();
        }
    }

    /// <summary>Gives as many of the bytes as there is room for; none end the connection.</summary>
    /// <returns>How many; null when nobody waits for any.</returns>
    public int? Deliver(ReadOnlySpan<byte> bytes)
    {
        int count;
        lock (_sent)
        {
            if (!_waits)
                return null;
            _waits = false;
            count = Math.Min(bytes.Length, _room.Length);
            bytes[..count].CopyTo(_room.Span);
        }

        _receive.SetResult(count);
        return count;
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        lock (_sent)
        {
            if (IsClosed)
                throw new IOException("Closed.");
            _receive.Reset();
            _room = buffer;
            _waits = true;
            return new ValueTask<int>(this, _receive.Version);
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        lock (_sent)
            _sent.Write(bytes.Span);
        return ValueTask.CompletedTask;
    }

    public void AcknowledgeAtOnce()
    {
    }

    public void Close()
    {
        lock (_sent)
        {
            IsClosed = true;
            if (!_waits)
                return;
            _waits = false;
        }

        _receive.SetException(new IOException("Closed."));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    int IValueTaskSource<int>.GetResult(short token) => _receive.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _receive.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _receive.OnCompleted(continuation, state, token, flags);
}
