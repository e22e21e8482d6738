using System.Net.Sockets;
using System.Text;

namespace Belfry.Server.Composition;

/// <summary>Tells the service manager how the server is, where one has asked for it by <c>NOTIFY_SOCKET</c> (systemd, <c>Type=notify</c>).</summary>
internal static class Readiness
{
    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>Requests are served.</summary>
    public static void TellReady() => Tell("READY=1");

    /// <summary>The server stops.</summary>
    public static void TellStopping() => Tell("STOPPING=1");

    // One that does not listen is its own affair.
    private static void Tell(string state)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 1 } path)
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

            // An abstract name begins with a NUL, written as @.
            socket.SendTo(Encoding.ASCII.GetBytes(state), new UnixDomainSocketEndPoint(path[0] == '@' ? $"\0{path[1..]}" : path));
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException or PlatformNotSupportedException)
        {
            Console.Error.WriteLine($"belfry: {Variable} cannot be told of {state}: {fault.Message}");
        }
    }
}
