namespace Belfry.Network;

/// <summary>A connection on which a thread of its own can wait for bytes in the kernel, which costs the least there is.</summary>
internal interface IWaitingTransport : ITransport
{
    /// <summary>Blocks the calling thread until there are bytes, and puts those that are there into the buffer. No receive may be under way.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <param name="patience">How long to wait at most, in milliseconds.</param>
    /// <param name="count">Their number; 0 when the peer has ended the connection.</param>
    /// <returns>False when nothing came in time.</returns>
    /// <exception cref="IOException">As <see cref="ITransport.ReceiveAsync"/>, and so are the others.</exception>
    bool TryReceive(Span<byte> buffer, int patience, out int count);
}
