using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>
/// Refuses what another page makes a browser send here: a request that changes something and comes from another site, and, where only this machine may come, one
/// for a name that is not this machine's (DNS rebinding). Other clients send no such headers.
/// </summary>
public static class CrossSiteCheck
{
    /// <summary>Adds it behind <see cref="RequestPaths"/>, which know the verb.</summary>
    /// <param name="application">Where to add it.</param>
    /// <param name="isLocalOnly">True when requests of other hosts are refused anyway.</param>
    public static IApplicationBuilder UseCrossSiteCheck(this IApplicationBuilder application, bool isLocalOnly) => application.Use((context, next) =>
    {
        if (Changes(context.Request.Method) && ComesFromElsewhere(context.Request))
            throw new RestException(RestError.Forbidden, "A page of another site asks for a change.");
        if (isLocalOnly && !IsThisMachine(context.Request.Host.Host))
            throw new RestException(RestError.Forbidden, "The request is for a host of another name.");
        return next(context);
    });

    private static bool Changes(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);

    private static bool ComesFromElsewhere(HttpRequest request)
    {
        // Browsers set both themselves; a page cannot. The first is right also behind a proxy that changes the host.
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
            return site is "cross-site" or "same-site";
        var origin = request.Headers.Origin.ToString();
        return origin.Length != 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value);
    }

    // A name can be made to lead here by whoever owns it; an address cannot.
    private static bool IsThisMachine(string host) =>
        host.Length == 0
        || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || string.Equals(host, Environment.MachineName, StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host, out _);
}
