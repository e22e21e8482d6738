using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Loading;

namespace Belfry.Orthanc.Http;

/// <summary>Services 8000 to 8005 and 8007: the peers of the configuration.</summary>
internal static unsafe class PeerServices
{
    /// <summary>8000: the peers as they are now.</summary>
    public static OrthancErrorCode GetPeers(PluginHost host, OrthancGetPeers* parameters)
    {
        if (parameters->Peers == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->Peers = host.Handles.Add(new PeerList(host.Peers()));
        return OrthancErrorCode.Success;
    }

    /// <summary>8001: null is allowed.</summary>
    public static OrthancErrorCode Free(PluginHost host, OrthancFreePeers* parameters)
    {
        if (parameters->Peers == 0)
            return OrthancErrorCode.Success;
        var peers = host.Handles.Get<PeerList>(parameters->Peers);
        if (host.Handles.Remove(parameters->Peers))
            peers.Dispose();
        return OrthancErrorCode.Success;
    }

    /// <summary>8003.</summary>
    public static OrthancErrorCode Count(PluginHost host, OrthancGetPeersCount* parameters)
    {
        if (parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        *parameters->Target = (uint)host.Handles.Get<PeerList>(parameters->Peers).Count;
        return OrthancErrorCode.Success;
    }

    /// <summary>8004.</summary>
    public static OrthancErrorCode GetName(PluginHost host, OrthancGetPeerProperty* parameters) => Give(host, parameters, static (peer, _) => peer.Name);

    /// <summary>8005.</summary>
    public static OrthancErrorCode GetUrl(PluginHost host, OrthancGetPeerProperty* parameters) => Give(host, parameters, static (peer, _) => peer.Url.AbsoluteUri);

    /// <summary>8007: what the configuration says of a peer beside its own settings; null for nothing.</summary>
    public static OrthancErrorCode GetProperty(PluginHost host, OrthancGetPeerProperty* parameters) =>
        Give(host, parameters, static (peer, name) => peer.UserProperties.GetValueOrDefault(name ?? ""));

    private static OrthancErrorCode Give(PluginHost host, OrthancGetPeerProperty* parameters, Func<OrthancPeer, string?, string?> of)
    {
        if (parameters->Target == null)
            throw new ServiceException(OrthancErrorCode.NullPointer);
        var peers = host.Handles.Get<PeerList>(parameters->Peers);
        var text = of(peers.Get(parameters->PeerIndex), HostMemory.Text(parameters->UserProperty));
        *parameters->Target = text is null ? null : peers.Keep(text);
        return OrthancErrorCode.Success;
    }
}
