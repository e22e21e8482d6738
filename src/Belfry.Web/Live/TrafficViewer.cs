using System.Threading.Channels;

namespace Belfry.Web;

/// <summary>Somebody who watches. Events wait for it in a bounded queue; those that it is too slow for are dropped, the oldest first.</summary>
internal sealed class TrafficViewer : IDisposable
{
    private readonly TrafficRecorder _recorder;
    private readonly Channel<TrafficEvent> _events;
    private long _dropped;

    public TrafficViewer(TrafficRecorder recorder, int capacity)
    {
        _recorder = recorder;
        var options = new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _events = Channel.CreateBounded<TrafficEvent>(options, _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>What happened; ends when the recorder is disposed.</summary>
    public ChannelReader<TrafficEvent> Events => _events.Reader;

    /// <summary>How many events it has missed so far.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Never waits.</summary>
    public void Post(TrafficEvent happening) => _events.Writer.TryWrite(happening);

    /// <summary>An event could not be shown, since newer ones had taken its place before the viewer got to it.</summary>
    public void Miss() => Interlocked.Increment(ref _dropped);

    /// <summary>There will be no more.</summary>
    public void Complete() => _events.Writer.TryComplete();

    public void Dispose() => _recorder.Leave(this);
}
