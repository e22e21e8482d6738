using System.Net;

namespace Belfry.Network;

/// <summary>Counts connections and associations, in all and by address, against the listener's limits. Thread-safe.</summary>
internal sealed class AssociationRegistry(DicomListenerOptions options)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Association> _connections = [];
    private readonly Dictionary<IPAddress, Counts> _byAddress = [];
    private TaskCompletionSource? _empty;
    private int _associations;

    public int AssociationCount => Volatile.Read(ref _associations);

    /// <summary>False when there are too many connections to hear another one.</summary>
    public bool MayConnect(EndPoint? peer)
    {
        lock (_lock)
        {
            var held = _byAddress.TryGetValue(AddressOf(peer), out var counts) ? counts.Connections : 0;
            return _connections.Count < options.MaxConnections && held < options.MaxConnectionsPerAddress;
        }
    }

    public void Add(Association association)
    {
        lock (_lock)
        {
            _connections.Add(association);
            CountsOf(association.RemoteEndPoint).Connections++;
        }
    }

    public void Remove(Association association)
    {
        TaskCompletionSource? empty = null;
        lock (_lock)
        {
            if (!_connections.Remove(association))
                return;
            var counts = CountsOf(association.RemoteEndPoint);
            if (--counts.Connections == 0)
                _byAddress.Remove(AddressOf(association.RemoteEndPoint));
            if (_connections.Count == 0)
                empty = _empty;
        }

        empty?.TrySetResult();
    }

    /// <summary>Takes a place for an association; false when there is none.</summary>
    public bool TryEnter(Association association)
    {
        lock (_lock)
        {
            var counts = CountsOf(association.RemoteEndPoint);
            if (_associations >= options.MaxAssociations || counts.Associations >= options.MaxAssociationsPerAddress)
                return false;
            _associations++;
            counts.Associations++;
            return true;
        }
    }

    public void Leave(Association association)
    {
        lock (_lock)
        {
            _associations--;
            CountsOf(association.RemoteEndPoint).Associations--;
        }
    }

    public Association[] All()
    {
        lock (_lock)
            return [.. _connections];
    }

    /// <summary>Completes when no connection is left. No new ones may come.</summary>
    public Task EmptyAsync()
    {
        lock (_lock)
        {
            if (_connections.Count == 0)
                return Task.CompletedTask;
            return (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private static IPAddress AddressOf(EndPoint? peer) => (peer as IPEndPoint)?.Address ?? IPAddress.None;

    private Counts CountsOf(EndPoint? peer)
    {
        var address = AddressOf(peer);
        if (!_byAddress.TryGetValue(address, out var counts))
            _byAddress.Add(address, counts = new Counts());
        return counts;
    }

    private sealed class Counts
    {
        public int Connections;
        public int Associations;
    }
}
