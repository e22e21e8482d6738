namespace Belfry.Sdk;

/// <summary>What a client changed beside a resource.</summary>
public enum ResourceUpdate
{
    /// <summary>Metadata was put there, replaced, or taken away.</summary>
    Metadata,

    /// <summary>An attachment was.</summary>
    Attachment,
}
