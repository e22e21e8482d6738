using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>The member <c>Timeout</c> of a body: how many seconds a peer is waited for; 0 and nothing mean as configured.</summary>
internal static class RequestTimeout
{
    // A day: more is a mistake.
    private const int Longest = 86400;

    /// <summary>Reads a body that may be empty or an object. The token fires when the client goes away or the time is over.</summary>
    /// <exception cref="RestException">It is no such body.</exception>
    public static async Task<CancellationTokenSource> ReadAsync(HttpContext context)
    {
        var bytes = await RequestBodies.ReadBytesAsync(context);
        if (bytes.AsSpan().Trim(" \r\n\t"u8).IsEmpty)
            return CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using var document = JsonDocument.Parse(bytes);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new RestException(RestError.BadFormat, "The body is no JSON object.");
        return Of(context, document.RootElement);
    }

    /// <summary>The same of a body that was read.</summary>
    public static CancellationTokenSource Of(HttpContext context, JsonElement body)
    {
        var seconds = BodyMembers.Number(body, "Timeout");
        if (seconds > Longest)
            throw new RestException(RestError.OutOfRange, "\"Timeout\" is longer than a day.");
        var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        if (seconds > 0)
            limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        return limit;
    }
}
