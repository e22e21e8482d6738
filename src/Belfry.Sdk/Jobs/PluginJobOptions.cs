using System.Text.Json.Nodes;

namespace Belfry.Sdk;

/// <summary>How a job is submitted. Immutable.</summary>
public sealed record PluginJobOptions
{
    /// <summary>A higher one comes first. Default: 0.</summary>
    public int Priority { get; init; }

    /// <summary>At most one job of the kind that is not over has this key; null (default) for a job that may be there twice.</summary>
    public string? Key { get; init; }

    /// <summary>The job is not begun before that long from now. Default: at once.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What <c>/jobs</c> shows of it at first; null for nothing. No patient data that the users of <c>/jobs</c> may not see.</summary>
    public JsonObject? Content { get; init; }
}
