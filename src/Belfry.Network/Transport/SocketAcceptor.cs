using System.Net;
using System.Net.Sockets;

namespace Belfry.Network;

/// <summary>Accepts connections by the runtime's sockets.</summary>
/// <param name="socket">Listens, and belongs to this from now on.</param>
internal sealed class SocketAcceptor(Socket socket) : IAcceptor
{
    public IPEndPoint LocalEndPoint { get; } = (IPEndPoint)socket.LocalEndPoint!;

    public async ValueTask<ITransport> AcceptAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var connection = await socket.AcceptAsync(cancellation).ConfigureAwait(false);
            try
            {
                return new SocketTransport(connection);
            }
            catch (SocketException)
            {
                // Reset between accept and here.
                connection.Dispose();
            }
        }
    }

    public void Dispose() => socket.Dispose();
}
