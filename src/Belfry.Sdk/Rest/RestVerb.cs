namespace Belfry.Sdk;

/// <summary>The verbs of HTTP that routes know (RFC 9110 §9.3).</summary>
[Flags]
public enum RestVerb
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>GET.</summary>
    Get = 1,

    /// <summary>POST.</summary>
    Post = 2,

    /// <summary>PUT.</summary>
    Put = 4,

    /// <summary>DELETE.</summary>
    Delete = 8,

    /// <summary>All of them.</summary>
    All = Get | Post | Put | Delete,
}
