using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Refuses requests that <see cref="AccessRules"/> do not allow, before any route sees them. <c>/health</c> is open to all.</summary>
public static class AccessCheck
{
    private static readonly ClaimsPrincipal _everything = HttpRoles.Principal("", HttpRoles.Administer);

    /// <summary>Adds the check in front of what is added after it.</summary>
    public static IApplicationBuilder UseAccessCheck(this IApplicationBuilder application, AccessRules rules) =>
        application.Use((context, next) =>
        {
            if (!IsAllowed(context, rules))
                return RefuseAsync(context, rules);
            context.User = _everything;
            return next(context);
        });

    private static bool IsAllowed(HttpContext context, AccessRules rules)
    {
        if (context.Request.Path == "/health")
            return true;
        if (!rules.RemoteAccessAllowed && !IsLocal(context.Connection.RemoteIpAddress))
            return false;
        return !rules.AuthenticationEnabled || IsKnown(context.Request.Headers.Authorization.ToString(), rules);
    }

    // A connection without an address is one in memory.
    private static bool IsLocal(IPAddress? address) =>
        address is null || IPAddress.IsLoopback(address) || (address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address.MapToIPv4()));

    internal static bool IsKnown(string authorization, AccessRules rules)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header) || header is not { Scheme: "Basic", Parameter: { } encoded })
            return false;
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
            return false;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':');
        if (colon < 0 || !rules.Users.TryGetValue(text[..colon], out var password))
            return false;

        // The time that this takes says nothing of the password.
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text[(colon + 1)..]), Encoding.UTF8.GetBytes(password));
    }

    private static Task RefuseAsync(HttpContext context, AccessRules rules)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        if (rules.AuthenticationEnabled)
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"Belfry\"";
        return Task.CompletedTask;
    }
}
