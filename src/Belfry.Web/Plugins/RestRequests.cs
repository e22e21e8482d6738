using Belfry.Sdk;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Requests of HTTP as plugins see them.</summary>
internal static class RestRequests
{
    /// <summary>The verb; none for one that routes do not know.</summary>
    public static RestVerb VerbOf(HttpContext context) => context.Request.Method switch
    {
        // Who asks for the head gets the headers of the answer to GET; the server leaves the body away.
        "GET" or "HEAD" => RestVerb.Get,
        "POST" => RestVerb.Post,
        "PUT" => RestVerb.Put,
        "DELETE" => RestVerb.Delete,
        _ => RestVerb.None,
    };

    /// <summary>The request.</summary>
    public static RestRequest Of(HttpContext context, IReadOnlyList<string>? groups = null) => new()
    {
        Verb = VerbOf(context),
        Path = context.Request.Path.Value ?? "/",
        Groups = groups ?? [],
        Query = [.. context.Request.Query.SelectMany(static pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")))],
        Headers =
        [
            .. context.Request.Headers.Where(static pair => !pair.Key.StartsWith(':'))
                .Select(static pair => KeyValuePair.Create(pair.Key.ToLowerInvariant(), pair.Value.ToString())),
        ],
        Body = context.Request.Body,
        User = context.User.Identity?.Name is { Length: > 0 } name ? name : null,
        RemoteAddress = context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress,
    };
}
