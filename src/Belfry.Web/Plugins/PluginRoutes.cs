using Belfry.Sdk;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Belfry.Web;

/// <summary>The routes and filters of plugins within the road of a request.</summary>
public static class PluginRoutes
{
    /// <summary>Adds the filters, behind the access check and in front of every route: a request that one of them refuses is answered with 403.</summary>
    /// <param name="application">Where to add them.</param>
    /// <param name="filters">The filters of all plugins.</param>
    public static IApplicationBuilder UsePluginFilters(this IApplicationBuilder application, IReadOnlyList<IRestFilter> filters) =>
        filters.Count == 0 ? application : application.Use(async (context, next) =>
        {
            foreach (var filter in filters)
            {
                if (!filter.IsActive)
                    continue;
                using var time = CallbackTime.Begin("filter of REST", filter);
                if (!await filter.AllowsAsync(RestRequests.Of(context), context.RequestAborted))
                    throw new RestException(RestError.Forbidden);
            }

            await next(context);
        });

    /// <summary>Adds the routes, in front of the server's own. The first whose path matches answers.</summary>
    /// <param name="application">Where to add them.</param>
    /// <param name="handlers">The plugins that have routes.</param>
    public static IApplicationBuilder UsePluginRoutes(this IApplicationBuilder application, IReadOnlyList<IRestHandler> handlers) =>
        handlers.Count == 0 ? application : application.Use((context, next) =>
        {
            if (InProcessCall.Of(context) is { IncludesPlugins: false })
                return next(context);
            var path = context.Request.Path.Value ?? "/";
            foreach (var handler in handlers)
            {
                foreach (var route in handler.Routes)
                {
                    if (route.TryMatch(path, out var groups))
                        return AnswerAsync(context, handler, route, groups);
                }
            }

            return next(context);
        });

    private static async Task AnswerAsync(HttpContext context, IRestHandler handler, RestRoute route, IReadOnlyList<string> groups)
    {
        if ((route.Verbs & RestRequests.VerbOf(context)) == 0)
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = AllowOf(route.Verbs);
            return;
        }

        if (route.TakesLargeBodies && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;

        // A handler of several plugins does not know whose route it is; the route does.
        using var time = CallbackTime.Begin("REST", route.Handler.Target as ICallbackOwner ?? (object)handler);
        await route.Handler(RestRequests.Of(context, groups), new HttpRestResponse(context), context.RequestAborted);
    }

    private static string AllowOf(RestVerb verbs) =>
        string.Join(',', Enum.GetValues<RestVerb>().Where(verb => verb is not (RestVerb.None or RestVerb.All) && verbs.HasFlag(verb))
            .Select(static verb => verb.ToString().ToUpperInvariant()));
}
