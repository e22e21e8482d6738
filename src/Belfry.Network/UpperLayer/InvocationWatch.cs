using Belfry.Dicom;

namespace Belfry.Network;

/// <summary>Tells the observer of one operation that this side invokes; does nothing without one.</summary>
internal readonly struct InvocationWatch
{
    private readonly IAssociationObserver? _observer;
    private readonly TimeProvider _clock;
    private readonly long _ticket;
    private readonly long _began;

    private InvocationWatch(IAssociationObserver observer, TimeProvider clock, long ticket)
    {
        _observer = ticket == 0 ? null : observer;
        _clock = clock;
        _ticket = ticket;
        _began = clock.GetTimestamp();
    }

    public static InvocationWatch Begin(Association association, Invocation invocation, IDataSetSource? dataSet) => association.Observer is { } observer
        ? new(observer, association.Clock, observer.OnInvoked(association, invocation.Context, invocation.Request with { MessageId = invocation.MessageId }, dataSet))
        : default;

    public void Reply(DimseReply reply) => _observer?.OnReply(_ticket, reply);

    public void End() => _observer?.OnInvocationEnded(_ticket, _clock.GetElapsedTime(_began));
}
