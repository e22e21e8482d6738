using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Belfry.Web;

/// <summary>The revision of a value as an entity tag (RFC 9110 §8.8.3): a number, and the MD5 of the value.</summary>
internal static class Revisions
{
    /// <summary>The entity tag of a value.</summary>
    public static string Of(long revision, ReadOnlySpan<byte> value)
    {
#pragma warning disable CA5351 // What clients know, not a protection.
        return $"\"{revision}-{Convert.ToHexStringLower(MD5.HashData(value))}\"";
#pragma warning restore CA5351
    }

    /// <summary>Sends the entity tag; true when the client has this value already, and 304 is the whole answer.</summary>
    /// <exception cref="RestException"><c>If-None-Match</c> is no revision.</exception>
    public static bool IsKnown(HttpContext context, string entityTag)
    {
        context.Response.Headers.ETag = entityTag;
        if (Named(context.Request.Headers.IfNoneMatch, "If-None-Match") is not { } known || known != entityTag.Trim('"'))
            return false;
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    /// <summary>
    /// The revision that the client wants to change (<c>If-Match</c>, with or without quotes), as a question about the one that is there; null when it may
    /// be any.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="isNeeded">True when it must be named (<c>CheckRevisions</c>).</param>
    /// <exception cref="RestException">It is no revision.</exception>
    public static Predicate<string>? Expected(HttpContext context, bool isNeeded)
    {
        var named = Named(context.Request.Headers.IfMatch, "If-Match");
        return named is null && !isNeeded ? null : entityTag => named == entityTag.Trim('"');
    }

    private static string? Named(StringValues header, string name)
    {
        if (header.ToString().Trim('"') is not { Length: > 0 } text)
            return null;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? text
            : throw new RestException(RestError.OutOfRange, $"\"{name}\" is no revision.");
    }
}
