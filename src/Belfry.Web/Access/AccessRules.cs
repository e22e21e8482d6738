namespace Belfry.Web;

/// <summary>Who may use HTTP. Immutable.</summary>
public sealed record AccessRules
{
    /// <summary>False refuses requests from other hosts with 401.</summary>
    public bool RemoteAccessAllowed { get; init; }

    /// <summary>True asks for one of <see cref="Users"/> by HTTP Basic (RFC 7617).</summary>
    public bool AuthenticationEnabled { get; init; }

    /// <summary>Names and passwords.</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>();
}
