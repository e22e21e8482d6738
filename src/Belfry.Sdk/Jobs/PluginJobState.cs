namespace Belfry.Sdk;

/// <summary>Where a job stands.</summary>
public enum PluginJobState
{
    /// <summary>It waits for its turn or its time.</summary>
    Pending,

    /// <summary>It is at work.</summary>
    Running,

    /// <summary>An attempt failed, another follows.</summary>
    Retry,

    /// <summary>It waits to be resumed.</summary>
    Paused,

    /// <summary>It is over: done.</summary>
    Success,

    /// <summary>It is over: failed or cancelled.</summary>
    Failure,
}
