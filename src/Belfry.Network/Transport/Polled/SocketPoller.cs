using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Belfry.Network;

/// <summary>
/// A thread that waits for many sockets at once and tells each what happened to it. There is one for each processor, for the whole process; a socket
/// stays with one. What is called by it must not block: decision 0226.
/// </summary>
internal sealed partial class SocketPoller
{
    private const int Most = 64;
    private const int CloseOnExec = 0x80000;
    private const int Adding = 1, Changing = 3;

    // struct epoll_event has no gap between its members on x64, and one on others.
    private static readonly bool _isPacked = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;
    private static readonly int _dataAt = _isPacked ? 4 : 8;
    private static readonly int _eventSize = _isPacked ? 12 : 16;

    private static readonly Lazy<SocketPoller[]> _all = new(() => [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new SocketPoller())]);
    private static uint _next;

    private readonly int _epoll;
    private readonly ConcurrentDictionary<long, PolledSocket> _sockets = new();
    private long _lastKey;

    private SocketPoller()
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Only Linux has epoll.");
        _epoll = Create(CloseOnExec);
        if (_epoll < 0)
            throw SocketFault.Of(Marshal.GetLastPInvokeError());
        new Thread(Run) { IsBackground = true, Name = "Belfry sockets" }.UnsafeStart();
    }

    /// <summary>One of them, each in its turn.</summary>
    public static SocketPoller Next() => _all.Value[Interlocked.Increment(ref _next) % (uint)_all.Value.Length];

    /// <summary>Begins to tell a socket of events, also of those that are there already.</summary>
    /// <returns>By what it is known here.</returns>
    public long Add(PolledSocket socket, SafeHandle descriptor, PollEvents events)
    {
        var key = Interlocked.Increment(ref _lastKey);
        _sockets[key] = socket;
        try
        {
            Control(Adding, descriptor, events, key);
        }
        catch
        {
            Remove(key);
            throw;
        }

        return key;
    }

    /// <summary>Tells it of other events, also of those that are there already.</summary>
    public void Change(long key, SafeHandle descriptor, PollEvents events) => Control(Changing, descriptor, events, key);

    /// <summary>Tells it of none any more. Its descriptor is to be closed, by which the kernel forgets it.</summary>
    public void Remove(long key) => _sockets.TryRemove(key, out _);

    private void Control(int operation, SafeHandle descriptor, PollEvents events, long key)
    {
        Span<byte> asked = stackalloc byte[_eventSize];
        MemoryMarshal.Write(asked, (uint)events);
        MemoryMarshal.Write(asked[_dataAt..], key);
        if (Control(_epoll, operation, descriptor, asked) != 0)
            throw SocketFault.Of(Marshal.GetLastPInvokeError());
    }

    private void Run()
    {
        var events = new byte[Most * _eventSize];
        while (true)
        {
            var count = Wait(_epoll, events, Most, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() is var error && error != SocketFault.Interrupted)
                throw SocketFault.Of(error);
            for (var rest = events.AsSpan(0, Math.Max(count, 0) * _eventSize); !rest.IsEmpty; rest = rest[_eventSize..])
            {
                // One that is not known any more was closed since.
                if (_sockets.TryGetValue(MemoryMarshal.Read<long>(rest[_dataAt..]), out var socket))
                    socket.OnEvents((PollEvents)MemoryMarshal.Read<uint>(rest));
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, SafeHandle descriptor, Span<byte> asked);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(int epoll, Span<byte> events, int most, int milliseconds);
}
