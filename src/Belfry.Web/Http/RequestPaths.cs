using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>
/// What clients of the reference server may do to a request: begin its path with several slashes or end it with one, and name another verb
/// than they use, by <c>?_method=</c> in a GET or by the header <c>X-HTTP-Method-Override</c> in a POST.
/// </summary>
public static class RequestPaths
{
    private static readonly string[] _verbs = [HttpMethods.Get, HttpMethods.Put, HttpMethods.Post, HttpMethods.Delete];

    /// <summary>Adds it in front of routing.</summary>
    public static IApplicationBuilder UseRequestPaths(this IApplicationBuilder application) => application.Use(Around);

    /// <summary>The same around a road that is called from within the server.</summary>
    internal static RequestDelegate Around(RequestDelegate road) => context =>
    {
        var request = context.Request;
        if (request.Path.Value is { Length: > 1 } path)
            request.Path = "/" + path.Trim('/');
        if (HttpMethods.IsGet(request.Method) && request.Query.TryGetValue("_method", out var verb))
            request.Method = VerbOf(verb.ToString());
        else if (HttpMethods.IsPost(request.Method) && request.Headers.TryGetValue("X-HTTP-Method-Override", out var header))
            request.Method = VerbOf(header.ToString());
        return road(context);
    };

    private static string VerbOf(string text) => Array.Find(_verbs, verb => string.Equals(verb, text, StringComparison.OrdinalIgnoreCase))
        ?? throw new RestException(RestError.BadRequest, "Another verb is asked for than GET, PUT, POST or DELETE.");
}
