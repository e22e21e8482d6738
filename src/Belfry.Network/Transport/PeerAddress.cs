using System.Net;

namespace Belfry.Network;

/// <summary>Addresses of peers as people know them.</summary>
internal static class PeerAddress
{
    /// <summary>An IPv4 peer of a socket for both families is an IPv4 address to everybody else.</summary>
    public static EndPoint? Of(EndPoint? peer) =>
        peer is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped ? new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port) : peer;
}
