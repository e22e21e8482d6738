using System.Net;

namespace Belfry.Network;

/// <summary>
/// A connection that carries bytes both ways: a socket, TLS over one, or two queues in memory. One receive and one send may run at once.
/// </summary>
public interface ITransport : IAsyncDisposable
{
    /// <summary>The peer's address; null in memory.</summary>
    EndPoint? RemoteEndPoint { get; }

    /// <summary>What TLS has agreed on; null without TLS, and until its handshake is over.</summary>
    TlsSession? Tls => null;

    /// <summary>Waits for bytes and puts those that are there into the buffer.</summary>
    /// <returns>Their number; 0 when the peer has ended the connection.</returns>
    /// <exception cref="IOException">The connection failed, or <see cref="Close"/> was called; a SocketException or ObjectDisposedException says the same.</exception>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Sends all the bytes. The buffer may be used again when it completes.</summary>
    /// <exception cref="IOException">The connection failed, or <see cref="Close"/> was called; a SocketException or ObjectDisposedException says the same.</exception>
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Sends all the bytes, and others behind them, at once where that is possible. Both may be used again when it completes.</summary>
    /// <exception cref="IOException">As <see cref="SendAsync(ReadOnlyMemory{byte})"/>, and so are the others.</exception>
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> tail) => tail.IsEmpty ? SendAsync(bytes) : SendBothAsync(this, bytes, tail);

    /// <summary>
    /// A hint that the last receive ended inside a PDU, whose rest the peer may hold back until the first part is acknowledged.
    /// </summary>
    void AcknowledgeAtOnce();

    /// <summary>Ends the connection now; pending calls fail. May be called at any time, more than once.</summary>
    void Close();

    private static async ValueTask SendBothAsync(ITransport transport, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte> tail)
    {
        await transport.SendAsync(bytes).ConfigureAwait(false);
        await transport.SendAsync(tail).ConfigureAwait(false);
    }
}
