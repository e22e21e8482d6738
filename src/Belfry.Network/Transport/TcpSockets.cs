using System.Net.Sockets;

namespace Belfry.Network;

/// <summary>By which sockets connections are made: on Linux by our own, which cost less; elsewhere by the runtime's.</summary>
internal static class TcpSockets
{
    /// <summary>Gives the connections to a socket that listens.</summary>
    public static IAcceptor Accept(Socket listening) => SocketCalls.Exist ? new PolledAcceptor(listening) : new SocketAcceptor(listening);

    /// <summary>Connects.</summary>
    /// <param name="host">Host name or address.</param>
    /// <param name="port">TCP port.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SocketException">There is no such host, or no connection.</exception>
    public static ValueTask<ITransport> ConnectAsync(string host, int port, CancellationToken cancellation) =>
        SocketCalls.Exist ? PolledTransport.ConnectAsync(host, port, cancellation) : SocketTransport.ConnectAsync(host, port, cancellation);
}
