namespace Belfry.Orthanc.Abi;

/// <summary>Ends a service with an error code for the plugin. Never leaves the thunk.</summary>
internal sealed class ServiceException(OrthancErrorCode code, string? reason = null) : Exception(reason ?? code.ToString())
{
    /// <summary>What the plugin receives.</summary>
    public OrthancErrorCode Code { get; } = code;
}
