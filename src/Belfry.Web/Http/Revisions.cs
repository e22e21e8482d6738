using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

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
        if (context.Request.Headers.IfNoneMatch.ToString() is not { Length: > 0 } known)
            return false;
        var text = known.Trim('"');
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 1 || !long.TryParse(text.AsSpan(0, dash), out _))
            throw new RestException(RestError.BadRequest, "\"If-None-Match\" is no revision.");
        if (text != entityTag.Trim('"'))
            return false;
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    /// <summary>True when the client names this value as the one that it wants to change (<c>If-Match</c>, with or without quotes).</summary>
    public static bool IsExpected(HttpContext context, string entityTag) =>
        context.Request.Headers.IfMatch.ToString().Trim('"') == entityTag.Trim('"');
}
