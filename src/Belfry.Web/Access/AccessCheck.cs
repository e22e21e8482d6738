using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Belfry.Web;

/// <summary>
/// Refuses requests that <see cref="AccessRules"/> do not allow, before any route sees them: 401 for who is not known, 403 for who may not. <c>/health</c> is
/// open to all. A request that comes with a principal, as those do that the server sends to itself, is not asked again.
/// </summary>
public static class AccessCheck
{
    private static readonly ClaimsPrincipal _everything = HttpRoles.Principal("", HttpRoles.Administer);

    /// <summary>Adds the check in front of what is added after it; <see cref="RequestPaths"/> come before it.</summary>
    /// <param name="application">Where to add it.</param>
    /// <param name="rules">Who may come.</param>
    /// <param name="logger">Is told of wrong passwords.</param>
    /// <param name="clock">The clock.</param>
    public static IApplicationBuilder UseAccessCheck(this IApplicationBuilder application, AccessRules rules, ILogger logger, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var logins = new Logins(rules.Users, new LoginFailures(rules.Users, logger, clock), clock);
        return application.Use((context, next) => RunAsync(context, next, rules, logins));
    }

    private static async Task RunAsync(HttpContext context, RequestDelegate next, AccessRules rules, Logins logins)
    {
        if (!context.Request.Path.StartsWithSegments("/health") && context.User.Identity is not { IsAuthenticated: true })
        {
            if (!rules.RemoteAccessAllowed && !IsLocal(context.Connection.RemoteIpAddress))
            {
                Refuse(context, rules);
                return;
            }

            var user = rules.AuthenticationEnabled
                ? await logins.FindAsync(context.Request.Headers.Authorization.ToString(), context.Connection.RemoteIpAddress, context.RequestAborted)
                : _everything;
            if (user is null)
            {
                Refuse(context, rules);
                return;
            }

            context.User = user;
            if (rules.Permissions.RoleFor(context.Request.Method, context.Request.Path) is not { } role || !user.IsInRole(role))
                throw new RestException(RestError.Forbidden);
        }

        await next(context);
    }

    // A connection without an address is one in memory.
    private static bool IsLocal(IPAddress? address) =>
        address is null || IPAddress.IsLoopback(address) || (address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address.MapToIPv4()));

    private static void Refuse(HttpContext context, AccessRules rules)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        if (rules.AuthenticationEnabled)
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"Belfry\", charset=\"UTF-8\"";
    }
}
