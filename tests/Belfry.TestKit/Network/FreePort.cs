using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Belfry.TestKit;

/// <summary>
/// Ports for programs that must be told one before they listen. They lie below those that the system gives to connections that go out (from 32768 on
/// Linux, 49152 elsewhere), so that none of these takes one in the meantime. Thread-safe.
/// </summary>
public static class FreePort
{
    private const int First = 15_000, Last = 32_000;

    private static readonly ConcurrentDictionary<int, bool> s_taken = [];

    /// <summary>A port on which nobody listens, given to nobody else in this process.</summary>
    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            if (s_taken.TryAdd(port, true) && IsFree(port))
                return port;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.IPv6Any, port) { Server = { DualMode = true } };
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
