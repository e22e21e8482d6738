using System.Net.Sockets;

namespace Belfry.Network;

/// <summary>Sorts errors of accept: of that connection (ignore), of the moment (back off), of the listener (fatal).</summary>
internal static class AcceptFault
{
    public static bool IsOfConnection(SocketError error) => error is SocketError.ConnectionReset or SocketError.ConnectionAborted
        or SocketError.NetworkDown or SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.HostDown
        or SocketError.ProtocolOption or SocketError.Interrupted or SocketError.TryAgain;

    public static bool MayPass(SocketError error) => error is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable
        or SocketError.SystemNotReady or SocketError.ProcessLimit;
}
