namespace Belfry.Sdk;

/// <summary>How an instance came.</summary>
public enum InstanceOriginKind
{
    /// <summary>It is not known.</summary>
    Unknown,

    /// <summary>By C-STORE.</summary>
    DicomProtocol,

    /// <summary>By REST.</summary>
    RestApi,

    /// <summary>From a plugin.</summary>
    Plugins,
}
