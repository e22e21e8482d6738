using System.Net.Sockets;

namespace Belfry.Network;

/// <summary>The exceptions by which a connection ends.</summary>
internal static class TransportFault
{
    public static bool Is(Exception exception) => exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException;
}
