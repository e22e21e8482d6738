using System.Threading.Channels;

namespace Belfry.Orthanc.Isolation.Processes;

/// <summary>A call that is in a plugin's process: what it has said so far. Written by the thread of the process, read by who called.</summary>
internal sealed class ChildCall(string name, TimeSpan? limit)
{
    // All that one call may answer; in the server's own process nothing limits it either but memory.
    private const long MaxLength = 512L * 1024 * 1024;

    private readonly Channel<ChildMessage> _messages =
        Channel.CreateUnbounded<ChildMessage>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly TaskCompletionSource<IReadOnlyList<ChildMessage>> _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ChildMessage> _all = [];
    private long _began = TimeProvider.System.GetTimestamp();
    private long _length;

    /// <summary>What runs, in words for the log.</summary>
    public string Name { get; } = name;

    /// <summary>All messages, when the last is there.</summary>
    /// <exception cref="ChildEndedException">The process ended first.</exception>
    public Task<IReadOnlyList<ChildMessage>> Whole => _whole.Task;

    /// <summary>Blocks the calling thread until <see cref="Whole"/> completes, whichever way.</summary>
    /// <exception cref="OperationCanceledException">It is not to be waited for any longer.</exception>
#pragma warning disable VSTHRD002 // That is what it is for: the thread belongs to the caller.
    public void WaitHere(CancellationToken cancellation) => Task.WaitAny([_whole.Task], cancellation);
#pragma warning restore VSTHRD002

    /// <summary>The messages as they come.</summary>
    /// <exception cref="ChildEndedException">The process ended first.</exception>
    public IAsyncEnumerable<ChildMessage> ReadAsync(CancellationToken cancellation) => _messages.Reader.ReadAllAsync(cancellation);

    /// <summary>Whether a callback has taken longer than it may.</summary>
    public bool IsLate => limit is { } time && TimeProvider.System.GetElapsedTime(_began) > time;

    /// <summary>Takes a message. Each one is the end of a callback: the time begins anew.</summary>
    /// <exception cref="ChildProtocolException">They are more than anybody wants.</exception>
    public void Take(ChildMessage message)
    {
        _length += message.Body.Length;
        if (_length > MaxLength)
            throw new ChildProtocolException("A call has more answers than memory should hold.");
        _began = TimeProvider.System.GetTimestamp();
        _all.Add(message);
        _messages.Writer.TryWrite(message);
        if (!message.IsLast)
            return;
        _messages.Writer.Complete();
        _whole.TrySetResult(_all);
    }

    /// <summary>The process is over.</summary>
    public void Fail(ChildEndedException end)
    {
        _messages.Writer.TryComplete(end);
        if (_whole.TrySetException(end))
            _ = _whole.Task.Exception;
    }
}
