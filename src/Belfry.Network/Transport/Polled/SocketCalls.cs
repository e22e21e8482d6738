using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Belfry.Network;

/// <summary>The calls of Linux on sockets. Those that give -1 had nothing to do; faults are thrown as <see cref="SocketException"/>.</summary>
internal static partial class SocketCalls
{
    private const int Stream = 1, CloseOnExec = 0x80000, NonBlocking = 0x800;
    private const int DontWait = 0x40, NoSignal = 0x4000;
    private const int SocketLevel = 1, SocketErrorOption = 4, ReceiveTimeout = 20;
    private const int TcpLevel = 6, NoDelay = 1, QuickAck = 12;
    private const int SetFlags = 4;
    private const int Both = 2;

    /// <summary>True where these calls are.</summary>
    public static bool Exist => OperatingSystem.IsLinux();

    /// <summary>Accepts a connection. Its descriptor waits unless it is told not to.</summary>
    /// <param name="listener">Listens.</param>
    /// <param name="address">Room for the peer's address, which is put there.</param>
    /// <returns>The descriptor; -1 when there is no connection.</returns>
    public static int Accept(SafeHandle listener, SocketAddress address)
    {
        var length = address.Buffer.Length;
        var descriptor = Accept(listener, address.Buffer.Span, ref length, CloseOnExec);
        if (descriptor >= 0)
            address.Size = length;
        return descriptor >= 0 ? descriptor : NothingOrFault();
    }

    /// <summary>A TCP socket that does not wait, neither for its peer nor to gather bytes.</summary>
    public static SocketDescriptor Create(AddressFamily family)
    {
        var descriptor = Socket(family == AddressFamily.InterNetworkV6 ? 10 : 2, Stream | CloseOnExec | NonBlocking, 0);
        if (descriptor < 0)
            throw SocketFault.Of(Marshal.GetLastPInvokeError());
        var created = new SocketDescriptor(descriptor);
        Set(created, TcpLevel, NoDelay, 1);
        return created;
    }

    /// <summary>Begins to connect.</summary>
    /// <returns>False when it is not decided yet: the descriptor can be written to when it is.</returns>
    public static bool Connect(SocketDescriptor socket, SocketAddress address)
    {
        if (Connect(socket, address.Buffer.Span[..address.Size], address.Size) == 0)
            return true;
        return Marshal.GetLastPInvokeError() is var error && error is SocketFault.InProgress or SocketFault.Interrupted ? false : throw SocketFault.Of(error);
    }

    /// <summary>To be called when connecting is decided: from now on the descriptor waits unless it is told not to.</summary>
    public static void FinishConnect(SocketDescriptor socket)
    {
        var length = sizeof(int);
        if (GetOption(socket, SocketLevel, SocketErrorOption, out var error, ref length) != 0)
            error = Marshal.GetLastPInvokeError();
        if (error != 0)
            throw SocketFault.Of(error);
        _ = Control(socket, SetFlags, 0);
    }

    /// <summary>Receives what is there.</summary>
    /// <returns>Number of bytes; 0 at the end of the connection; -1 when there is nothing.</returns>
    public static int Receive(SocketDescriptor socket, Span<byte> buffer) => Receive(socket, buffer, DontWait);

    /// <summary>Waits in the kernel for something to receive, at most as long as <see cref="LimitWaiting"/> said last.</summary>
    /// <returns>Likewise; also -1 when a signal came.</returns>
    public static int WaitAndReceive(SocketDescriptor socket, Span<byte> buffer) => Receive(socket, buffer, 0);

    /// <summary>How long <see cref="WaitAndReceive"/> waits.</summary>
    public static void LimitWaiting(SocketDescriptor socket, int milliseconds)
    {
        var time = new TimeValue { Seconds = milliseconds / 1000, Microseconds = milliseconds % 1000 * 1000 };
        _ = SetOption(socket, SocketLevel, ReceiveTimeout, ref time, Marshal.SizeOf<TimeValue>());
    }

    /// <summary>Sends as much as the kernel takes at once.</summary>
    /// <returns>Number of bytes; 0 when it takes none.</returns>
    public static int Send(SocketDescriptor socket, ReadOnlySpan<byte> bytes)
    {
        var count = (int)Send(socket, bytes, bytes.Length, DontWait | NoSignal);
        return count >= 0 ? count : NothingOrFault() + 1;
    }

    /// <summary>Likewise, of two pieces one after the other.</summary>
    public static unsafe int Send(SocketDescriptor socket, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        fixed (byte* one = first, other = second)
        {
            var pieces = stackalloc Piece[2];
            pieces[0] = new Piece { Start = one, Length = first.Length };
            pieces[1] = new Piece { Start = other, Length = second.Length };
            var message = new Message { Pieces = pieces, PieceCount = 2 };
            var count = (int)Send(socket, ref message, DontWait | NoSignal);
            return count >= 0 ? count : NothingOrFault() + 1;
        }
    }

    /// <summary>True when small writes leave at once.</summary>
    public static bool GathersNothing(SocketDescriptor socket)
    {
        var length = sizeof(int);
        return GetOption(socket, TcpLevel, NoDelay, out var value, ref length) == 0 && value != 0;
    }

    /// <summary>What has come is acknowledged at once. This does not last.</summary>
    public static void AcknowledgeAtOnce(SocketDescriptor socket) => Set(socket, TcpLevel, QuickAck, 1);

    /// <summary>Ends both directions; whoever waits on it is woken.</summary>
    public static void ShutDown(SocketDescriptor socket) => _ = ShutDown(socket, Both);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    private static int Receive(SocketDescriptor socket, Span<byte> buffer, int flags)
    {
        var count = (int)Receive(socket, buffer, buffer.Length, flags);
        return count >= 0 ? count : NothingOrFault();
    }

    private static int NothingOrFault() =>
        Marshal.GetLastPInvokeError() is var error && error is SocketFault.TryAgain or SocketFault.Interrupted ? -1 : throw SocketFault.Of(error);

    /// <summary>A hint to the kernel; where it fails the connection is gone, which the next call says.</summary>
    private static void Set(SocketDescriptor socket, int level, int option, int value) => _ = SetOption(socket, level, option, ref value, sizeof(int));

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static partial int Accept(SafeHandle listener, Span<byte> address, ref int length, int flags);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(SocketDescriptor socket, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(SocketDescriptor socket, Span<byte> buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(SocketDescriptor socket, ReadOnlySpan<byte> bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint Send(SocketDescriptor socket, ref Message message, int flags);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int ShutDown(SocketDescriptor socket, int direction);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(SocketDescriptor socket, int command, int value);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(SocketDescriptor socket, int level, int option, out int value, ref int length);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetOption(SocketDescriptor socket, int level, int option, ref int value, int length);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    private static partial int SetOption(SocketDescriptor socket, int level, int option, ref TimeValue value, int length);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Piece
    {
        public byte* Start;
        public nint Length;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Message
    {
        public nint Name;
        public int NameLength;
        public Piece* Pieces;
        public nint PieceCount;
        public nint Control;
        public nint ControlLength;
        public int Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeValue
    {
        public nint Seconds;
        public nint Microseconds;
    }
}
