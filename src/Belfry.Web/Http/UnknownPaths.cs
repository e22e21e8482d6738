using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>What is answered to a path that no route has. A path that has routes for other verbs is 405, which routing itself answers.</summary>
public static class UnknownPaths
{
    /// <summary>Adds it behind routing.</summary>
    public static IApplicationBuilder UseUnknownPaths(this IApplicationBuilder application) => application.Use(static (context, next) =>
        context.GetEndpoint() is null ? throw new RestException(RestError.UnknownResource) : next(context));
}
