namespace Belfry.Sdk;

/// <summary>What is known of a job at one moment. Immutable.</summary>
public sealed record PluginJob
{
    /// <summary>Its identifier: <c>/jobs/{id}</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>The name of its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public PluginJobState State { get; init; }

    /// <summary>How much is done, from 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>What is shown of it: the text of a JSON object.</summary>
    public string Content { get; init; } = "{}";

    /// <summary>Why it failed, or why the last attempt did; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>True when nothing will happen to it any more unless somebody submits it again.</summary>
    public bool IsOver => State is PluginJobState.Success or PluginJobState.Failure;
}
