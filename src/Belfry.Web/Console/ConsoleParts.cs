using Belfry.Sdk;
using Belfry.Services;

namespace Belfry.Web;

/// <summary>What the console shows, and whom it asks.</summary>
public sealed record ConsoleParts
{
    /// <summary>What happened lately.</summary>
    public required TrafficRecorder Traffic { get; init; }

    /// <summary>Time.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>What the server is.</summary>
    public required Func<SystemFacts> Facts { get; init; }

    /// <summary>True while the server can answer what it is configured to answer.</summary>
    public required Func<bool> IsHealthy { get; init; }

    /// <summary>The modalities that are known now, and what they may.</summary>
    public required Func<DicomPermissions> Permissions { get; init; }

    /// <summary>The plugins as they are now.</summary>
    public required Func<IReadOnlyList<ConsolePlugin>> Plugins { get; init; }

    /// <summary>Who answers worklist queries.</summary>
    public IReadOnlyList<WorklistSource> Worklists { get; init; } = [];

    /// <summary>How worklist queries are matched.</summary>
    public MatchingPolicy Matching { get; init; } = MatchingPolicy.Worklist;

    /// <summary>What was measured; null when nothing is.</summary>
    public PrometheusPage? Metrics { get; init; }

    /// <summary>The folder that instances are kept in; null when none are.</summary>
    public string? StorageFolder { get; init; }
}
