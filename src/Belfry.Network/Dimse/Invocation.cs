using System.Threading.Channels;

namespace Belfry.Network;

/// <summary>One operation that this side has invoked: its request, and the replies that its caller has not yet taken.</summary>
internal sealed class Invocation
{
    // A caller that is slower than this makes the association stop reading.
    private const int MaxReplies = 64;

    private readonly Channel<DimseReply> _replies;

    /// <param name="context">The context that the request goes by.</param>
    /// <param name="request">The request.</param>
    /// <param name="messageId">Its Message ID.</param>
    /// <param name="continuesAtOnce">What awaits a reply goes on on the thread that received it.</param>
    public Invocation(PresentationContext context, DimseRequest request, ushort messageId, bool continuesAtOnce)
    {
        _replies = Channel.CreateBounded<DimseReply>(
            new BoundedChannelOptions(MaxReplies) { SingleReader = true, SingleWriter = true, AllowSynchronousContinuations = continuesAtOnce });
        Context = context;
        Request = request;
        MessageId = messageId;
    }

    public PresentationContext Context { get; }

    public DimseRequest Request { get; }

    public ushort MessageId { get; }

    public ChannelReader<DimseReply> Replies => _replies.Reader;

    /// <summary>The reply whose data set is coming in.</summary>
    public DimseResponse? Incoming { get; set; }

    /// <summary>Hands a reply to the caller.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="room">When not null: what the loop has to wait for, since the caller is slow.</param>
    public void Post(DimseReply reply, out Task? room)
    {
        room = null;
        if (!_replies.Writer.TryWrite(reply))
            room = PostSlowlyAsync(reply);
        else if (reply.Response.IsFinal)
            _replies.Writer.TryComplete();
    }

    private async Task PostSlowlyAsync(DimseReply reply)
    {
        while (await _replies.Writer.WaitToWriteAsync().ConfigureAwait(false))
        {
            if (!_replies.Writer.TryWrite(reply))
                continue;
            if (reply.Response.IsFinal)
                _replies.Writer.TryComplete();
            return;
        }
    }

    public void Fail(Exception exception) => _replies.Writer.TryComplete(exception);
}
