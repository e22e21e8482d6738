using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Belfry.Network;

/// <summary>
/// Sending and waiting on a socket by the calls of Linux themselves: the runtime's own wait for a socket that was used asynchronously goes by the
/// thread that polls, and its send costs as much again as the kernel's.
/// </summary>
internal static partial class SocketCalls
{
    private const short PollIn = 1;
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int ConnectionReset = 104;

    /// <summary>True where these calls are.</summary>
    public static bool Exist => OperatingSystem.IsLinux();

    /// <summary>Waits until there is something to receive, an end or a fault included.</summary>
    /// <returns>False when nothing came in the time.</returns>
    public static bool Wait(SafeSocketHandle socket, int milliseconds)
    {
        var held = false;
        try
        {
            socket.DangerousAddRef(ref held);
            var asked = new PollDescriptor { Descriptor = (int)socket.DangerousGetHandle(), Events = PollIn };

            // A signal ends the wait early, which the caller takes for silence.
            return Poll(ref asked, 1, milliseconds) != 0;
        }
        finally
        {
            if (held)
                socket.DangerousRelease();
        }
    }

    /// <summary>Receives what is there.</summary>
    /// <returns>Number of bytes; 0 at the end of the connection; -1 when there is nothing.</returns>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="SocketException">The peer has reset it.</exception>
    public static int Receive(SafeSocketHandle socket, Span<byte> buffer)
    {
        var count = (int)Receive(socket, buffer, buffer.Length, DontWait);
        if (count >= 0)
            return count;
        return Marshal.GetLastPInvokeError() switch
        {
            TryAgain or Interrupted => -1,
            ConnectionReset => throw new SocketException((int)SocketError.ConnectionReset),
            var error => throw new IOException(new Win32Exception(error).Message, error),
        };
    }

    /// <summary>Sends as much as the kernel takes at once.</summary>
    /// <returns>Number of bytes; 0 when it takes none, whyever: the runtime's own send then waits or tells the fault.</returns>
    public static int Send(SafeSocketHandle socket, ReadOnlySpan<byte> bytes) => (int)Math.Max(0, Send(socket, bytes, bytes.Length, DontWait | NoSignal));

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SafeSocketHandle socket, Span<byte> buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(SafeSocketHandle socket, ReadOnlySpan<byte> bytes, nint length, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
