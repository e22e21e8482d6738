using Belfry.Orthanc;
using Belfry.Web;

namespace Belfry.Server.Composition;

/// <summary>Known peers as native plugins see them.</summary>
internal static class NativePeers
{
    public static OrthancPeer Of(RemotePeer peer) => new(peer.Name, peer.Url)
    {
        Username = peer.Username.Length > 0 ? peer.Username : null,
        Password = peer.Password,
        Headers = peer.HttpHeaders,
        Timeout = peer.Timeout,
        UserProperties = peer.UserProperties,
    };
}
