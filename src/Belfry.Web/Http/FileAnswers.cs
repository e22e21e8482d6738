using Microsoft.AspNetCore.Http;

namespace Belfry.Web;

/// <summary>Answers with the bytes of a file, or with the range of them that is asked for (RFC 9110 §14).</summary>
internal static class FileAnswers
{
    private const string Unit = "bytes";

    /// <summary>Sends a stream while it is read, and disposes it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="stream">Where the bytes come from; ranges are for those that can seek.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="contentType">What they are.</param>
    public static async Task WriteAsync(HttpContext context, Stream stream, long length, string contentType)
    {
        if (stream.CanSeek)
        {
            context.Response.Headers.AcceptRanges = Unit;
            await TypedResults.Stream(stream, contentType, enableRangeProcessing: !HasOtherUnit(context.Request)).ExecuteAsync(context);
            return;
        }

        await using (stream)
        {
            context.Response.ContentType = contentType;
            context.Response.ContentLength = length;
            if (!HttpMethods.IsHead(context.Request.Method))
                await stream.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    // The framework takes any unit for bytes; one that is not known is to be ignored (RFC 9110 §14.2).
    private static bool HasOtherUnit(HttpRequest request) =>
        request.GetTypedHeaders().Range is { } range && !range.Unit.Equals(Unit, StringComparison.OrdinalIgnoreCase);
}
