namespace Belfry.Sdk;

/// <summary>Why a running job is to stop.</summary>
public enum PluginJobStopReason
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The server stops: the job goes on when it starts again.</summary>
    ServerStops,

    /// <summary>Somebody paused it: it goes on when it is resumed.</summary>
    Paused,

    /// <summary>Somebody cancelled it: it will not go on.</summary>
    Cancelled,

    /// <summary>The job is no longer this server's: nothing that this run still does counts.</summary>
    Lost,
}
