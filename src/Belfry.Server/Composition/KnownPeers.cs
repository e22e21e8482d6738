using System.Collections.Immutable;
using System.Text.Json;
using Belfry.Archive;
using Belfry.Server.Configuration;
using Belfry.Web;

namespace Belfry.Server.Composition;

/// <summary>The known peers: those of the configuration, or, with <c>OrthancPeersInDatabase</c>, those of the index. One immutable list, replaced whole.</summary>
/// <param name="configured">Those of the configuration.</param>
/// <param name="registry">Keeps them; null when changes last until the server ends.</param>
internal sealed class KnownPeers(IReadOnlyList<RemotePeer> configured, IRegistry? registry) : IPeerEditor
{
    private ImmutableSortedDictionary<string, RemotePeer> _peers = registry is null
        ? configured.ToImmutableSortedDictionary(static peer => peer.Name, static peer => peer, StringComparer.Ordinal)
        : ImmutableSortedDictionary.Create<string, RemotePeer>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<RemotePeer> Peers => [.. Volatile.Read(ref _peers).Values];

    /// <summary>Puts in force what is kept.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        if (registry is null)
            return;
        foreach (var (name, json) in await registry.ListAsync(RegistryKind.Peer, cancellation))
        {
            using var document = JsonDocument.Parse(json);
            if (PeerReader.ReadEntry(name, BodyNode.Of(document.RootElement), []) is { } peer)
                Change(peers => peers.SetItem(name, peer));
        }
    }

    /// <inheritdoc/>
    public async ValueTask PutAsync(string name, JsonElement body, CancellationToken cancellation)
    {
        List<string> problems = [];
        var peer = PeerReader.ReadEntry(name, BodyNode.Of(body), problems);
        if (peer is null || problems.Count > 0)
            throw new RestException(RestError.BadFormat, string.Join(' ', problems));
        if (registry is not null)
            await registry.PutAsync(RegistryKind.Peer, name, body.GetRawText(), null, CancellationToken.None);
        Change(peers => peers.SetItem(name, peer));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string name, CancellationToken cancellation)
    {
        if (registry is not null)
            await registry.DeleteAsync(RegistryKind.Peer, name, CancellationToken.None);
        var isThere = Volatile.Read(ref _peers).ContainsKey(name);
        Change(peers => peers.Remove(name));
        return isThere;
    }

    private void Change(Func<ImmutableSortedDictionary<string, RemotePeer>, ImmutableSortedDictionary<string, RemotePeer>> change) =>
        ImmutableInterlocked.Update(ref _peers, change);
}
