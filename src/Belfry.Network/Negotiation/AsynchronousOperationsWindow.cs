namespace Belfry.Network;

/// <summary>Asynchronous Operations Window (PS3.7 §D.3.3.3): how many operations may be outstanding. Zero means unlimited on the wire.</summary>
/// <param name="MaxInvoked">In a request: operations the requestor wishes to invoke at once. In an answer: those the acceptor lets it invoke.</param>
/// <param name="MaxPerformed">In a request: operations the requestor can perform at once. In an answer: those the acceptor will invoke at most.</param>
public readonly record struct AsynchronousOperationsWindow(ushort MaxInvoked, ushort MaxPerformed)
{
    /// <summary>One operation at a time each way: what holds when nothing is negotiated.</summary>
    public static AsynchronousOperationsWindow Synchronous => new(1, 1);
}
