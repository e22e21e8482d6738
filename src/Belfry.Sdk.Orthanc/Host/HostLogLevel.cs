namespace Belfry.Sdk.Orthanc;

/// <summary>The levels that the host's log knows.</summary>
internal enum HostLogLevel
{
    Trace,
    Information,
    Warning,
    Error,
}
