using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Belfry.Web;

/// <summary>
/// What clients of the reference server may do to a request: begin its path with several slashes or end it with one, and name another verb
/// than they use, by <c>?_method=</c> in a GET or by the header <c>X-HTTP-Method-Override</c> in a POST. A path with a segment of dots is unknown:
/// resolved, as the web server does it, a label named <c>%2e%2e</c> that is deleted would be the study.
/// </summary>
public static partial class RequestPaths
{
    private static readonly string[] _verbs = [HttpMethods.Get, HttpMethods.Put, HttpMethods.Post, HttpMethods.Delete];

    /// <summary>Adds it in front of routing.</summary>
    public static IApplicationBuilder UseRequestPaths(this IApplicationBuilder application) => application.Use(Around);

    /// <summary>The same around a road that is called from within the server.</summary>
    internal static RequestDelegate Around(RequestDelegate road) => context =>
    {
        var request = context.Request;
        if (context.Features.Get<IHttpRequestFeature>()?.RawTarget is { } target && SegmentOfDots().IsMatch(target))
            throw new RestException(RestError.UnknownResource, "A segment of the path is \".\" or \"..\".");
        if (request.Path.Value is { Length: > 1 } path)
            request.Path = "/" + path.Trim('/');
        if (HttpMethods.IsGet(request.Method) && request.Query.TryGetValue("_method", out var verb))
            request.Method = VerbOf(verb.ToString());
        else if (HttpMethods.IsPost(request.Method) && request.Headers.TryGetValue("X-HTTP-Method-Override", out var header))
            request.Method = VerbOf(header.ToString());
        return road(context);
    };

    [GeneratedRegex(@"^[^?]*/(\.|%2e){1,2}(/|\?|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SegmentOfDots();

    private static string VerbOf(string text) => Array.Find(_verbs, verb => string.Equals(verb, text, StringComparison.OrdinalIgnoreCase))
        ?? throw new RestException(RestError.BadRequest, "Another verb is asked for than GET, PUT, POST or DELETE.");
}
