using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Belfry.Web;

/// <summary>
/// What is answered to a path that no route has, or only one that is spelled with other letters: case counts in paths (RFC 3986 §6.2.2.1), while routing
/// passes over it. A path that has routes for other verbs is 405, which routing itself answers.
/// </summary>
public static class UnknownPaths
{
    /// <summary>Adds it behind routing.</summary>
    public static IApplicationBuilder UseUnknownPaths(this IApplicationBuilder application) => application.Use(static (context, next) =>
        context.GetEndpoint() is { } endpoint && IsSpelledSo(endpoint, context.Request.Path) ? next(context) : throw new RestException(RestError.UnknownResource));

    private static bool IsSpelledSo(Endpoint endpoint, PathString path)
    {
        if (endpoint is not RouteEndpoint { RoutePattern.PathSegments: var segments })
            return true;
        var rest = path.Value.AsSpan();
        foreach (var segment in segments)
        {
            rest = rest.TrimStart('/');
            var end = rest.IndexOf('/');
            var text = end < 0 ? rest : rest[..end];
            rest = rest[text.Length..];
            if (segment is { IsSimple: true, Parts: [RoutePatternLiteralPart literal] } && !text.SequenceEqual(literal.Content))
                return false;
        }

        return true;
    }
}
