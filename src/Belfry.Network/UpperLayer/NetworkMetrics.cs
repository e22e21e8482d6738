using System.Diagnostics.Metrics;

namespace Belfry.Network;

/// <summary>What can be counted: one meter, "Belfry.Network".</summary>
internal static class NetworkMetrics
{
    private static readonly Meter _meter = new("Belfry.Network");

    private static readonly UpDownCounter<long> _active =
        _meter.CreateUpDownCounter<long>("belfry.associations.active", "{association}", "Associations now established");

    private static readonly Counter<long> _associations =
        _meter.CreateCounter<long>("belfry.associations.ended", "{association}", "Associations and attempts that ended, by reason");

    private static readonly Counter<long> _operations =
        _meter.CreateCounter<long>("belfry.operations.ended", "{operation}", "Operations performed, by command and reason");

    private static readonly Histogram<double> _duration =
        _meter.CreateHistogram<double>("belfry.operations.duration", "s", "From the command to the end of the handler");

    private static readonly Histogram<double> _peerDuration =
        _meter.CreateHistogram<double>("belfry.peers.operations.duration", "s", "The same by calling AE title, for operations performed");

    private static readonly Counter<long> _violations =
        _meter.CreateCounter<long>("belfry.protocol.violations", "{violation}", "Associations and attempts in which the peer broke the protocol");

    private static readonly Counter<long> _refused =
        _meter.CreateCounter<long>("belfry.connections.refused", "{connection}", "Connections closed unheard, since too many were open");

    public static void AssociationBegan(AssociationRole role)
    {
        if (_active.Enabled)
            _active.Add(1, new KeyValuePair<string, object?>("role", role.ToString()));
    }

    public static void AssociationEnded(AssociationRole role, AssociationEndReason reason, bool wasEstablished)
    {
        if (_active.Enabled && wasEstablished)
            _active.Add(-1, new KeyValuePair<string, object?>("role", role.ToString()));
        if (_associations.Enabled)
            _associations.Add(1, new("role", role.ToString()), new KeyValuePair<string, object?>("reason", reason.ToString()));
    }

    public static void OperationEnded(CommandField command, OperationEndReason reason, TimeSpan elapsed, Association association)
    {
        if (!_operations.Enabled && !_duration.Enabled)
            return;
        // The names are strings that exist once: nothing is allocated, and who compares them compares references.
        var name = new KeyValuePair<string, object?>("command", command.ServiceOf());
        _operations.Add(1, name, new KeyValuePair<string, object?>("reason", reason.ToString()));
        _duration.Record(elapsed.TotalSeconds, name);
        _peerDuration.Record(elapsed.TotalSeconds, name, new KeyValuePair<string, object?>("peer", association.PeerLabel));
    }

    public static void ProtocolViolation() => _violations.Add(1);

    public static void ConnectionRefused() => _refused.Add(1);
}
