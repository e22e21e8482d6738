using System.Net;
using System.Net.Sockets;

namespace Belfry.LoadBench.RawClient;

/// <summary>A TCP connection to the plain echo server: sends as many bytes as a C-ECHO-RQ has and reads them back.</summary>
internal sealed class PlainConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = 30_000,
    };

    private readonly byte[] _buffer = new byte[64 * 1024];

    public PlainConnection(int port) => _socket.Connect(new IPEndPoint(IPAddress.Loopback, port));

    public void Exchange(byte[] request)
    {
        _socket.Send(request);
        for (int missing = request.Length; missing > 0;)
        {
            int read = _socket.Receive(_buffer, 0, missing, SocketFlags.None);
            if (read == 0)
                throw new InvalidDataException("The server closed the connection.");

            missing -= read;
        }
    }

    public void Dispose() => _socket.Dispose();
}
