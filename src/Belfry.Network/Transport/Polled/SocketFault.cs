using System.ComponentModel;
using System.Net.Sockets;

namespace Belfry.Network;

/// <summary>Errors of Linux's socket calls, as the runtime's sockets tell them. The numbers are those of x64 and arm64.</summary>
internal static class SocketFault
{
    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int InProgress = 115;

    /// <summary>The exception that tells of an error.</summary>
    public static SocketException Of(int error) => new((int)CodeOf(error), new Win32Exception(error).Message);

    private static SocketError CodeOf(int error) => error switch
    {
        1 or 13 => SocketError.AccessDenied,
        4 => SocketError.Interrupted,
        11 => SocketError.TryAgain,
        12 or 105 => SocketError.NoBufferSpaceAvailable,
        23 or 24 => SocketError.TooManyOpenSockets,
        32 or 108 => SocketError.Shutdown,
        64 or 101 => SocketError.NetworkUnreachable,
        71 or 92 => SocketError.ProtocolOption,
        97 => SocketError.AddressFamilyNotSupported,
        99 => SocketError.AddressNotAvailable,
        100 => SocketError.NetworkDown,
        103 => SocketError.ConnectionAborted,
        104 => SocketError.ConnectionReset,
        107 => SocketError.NotConnected,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        112 => SocketError.HostDown,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };
}
