namespace Belfry.Web;

/// <summary>Who may use HTTP. Immutable.</summary>
public sealed record AccessRules
{
    /// <summary>False refuses requests from other hosts with 401.</summary>
    public bool RemoteAccessAllowed { get; init; }

    /// <summary>True asks for one of <see cref="Users"/> by HTTP Basic (RFC 7617); false gives everybody every role.</summary>
    public bool AuthenticationEnabled { get; init; }

    /// <summary>Who may come, by name.</summary>
    public IReadOnlyDictionary<string, HttpUser> Users { get; init; } = new Dictionary<string, HttpUser>();

    /// <summary>Which role a request needs.</summary>
    public PathPermissions Permissions { get; init; } = PathPermissions.Standard;
}
