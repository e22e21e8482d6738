namespace Belfry.Network;

/// <summary>What a poller tells of a socket (epoll_ctl(2)).</summary>
[Flags]
internal enum PollEvents : uint
{
    None = 0,

    /// <summary>Something can be received or accepted.</summary>
    Readable = 0x1,

    /// <summary>Something can be sent, or connecting is decided.</summary>
    Writable = 0x4,

    /// <summary>A fault; told unasked.</summary>
    Fault = 0x8,

    /// <summary>Both directions have ended; told unasked.</summary>
    HungUp = 0x10,

    /// <summary>The peer sends no more.</summary>
    PeerEnded = 0x2000,

    /// <summary>Told once for each time that it becomes so.</summary>
    Edge = 0x8000_0000,
}
