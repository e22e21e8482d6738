using System.Security.Claims;

namespace Belfry.Web;

/// <summary>What a user of HTTP may do, as roles of the request's principal. Each includes those before it.</summary>
public static class HttpRoles
{
    /// <summary>May see that the server works and what peers do, without patient data.</summary>
    public const string Observe = "observe";

    /// <summary>May see what is kept, patient data included.</summary>
    public const string Read = "read";

    /// <summary>May store, change, delete and send.</summary>
    public const string Write = "write";

    /// <summary>May change how the server works: modalities, peers, levels of the log, plugins.</summary>
    public const string Administer = "administer";

    /// <summary>All of them, the least first.</summary>
    public static IReadOnlyList<string> All { get; } = [Observe, Read, Write, Administer];

    /// <summary>A principal that may all that <paramref name="highest"/> includes.</summary>
    /// <param name="user">Who it is; empty when nobody was asked.</param>
    /// <param name="highest">One of <see cref="All"/>; null for somebody who may nothing.</param>
    public static ClaimsPrincipal Principal(string user, string? highest)
    {
        var identity = new ClaimsIdentity(authenticationType: "Basic");
        identity.AddClaim(new Claim(identity.NameClaimType, user));
        if (highest is not null)
        {
            foreach (var role in All)
            {
                identity.AddClaim(new Claim(identity.RoleClaimType, role));
                if (role == highest)
                    break;
            }
        }

        return new ClaimsPrincipal(identity);
    }
}
